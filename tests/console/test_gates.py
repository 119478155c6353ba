"""No route of the console opens to whom it should not: without a session, without the form's own seal, by role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyotp
import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from console.access import COOKIE
from console.app import PAGES
from registry.models.base import now
from registry.services import officers
from registry.services.officers import PERMISSIONS
from service.app import create_service
from service.demo import PASSWORD, fill
from service.settings import read_settings
from service.storage import open_database

HEAVIEST = 150 * 1024
ROUTES = [
    (method, f"/console{route.path}")
    for page in PAGES
    for route in page.routes.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods)
]
# Nobody is signed in there yet: what keeps them is the password, the digits and the invitation.
OPEN_TO_ALL = {"/console/sign-in", "/console/invitation/{token}"}
# Nothing is shown there: a page asks it whether to leave the screen.
STILL_THERE = "/console/session"
GETS = [path for method, path in ROUTES if method == "GET" and path not in OPEN_TO_ALL]
POSTS = [path for method, path in ROUTES if method == "POST" and path not in OPEN_TO_ALL]
KNOWN = {
    "number": "1", "alarm": "1", "topic": "passport.fee", "code": "pp-fee-adult32", "locale": "st_LS",
    "name": "demo.clerk", "contact": "nobody",
}  # fmt: skip
# What a page needs, by the beginning of its address; docs/console.md says the same in words.
NEEDS = {
    "/console/inbox": "inbox", "/console/cases": "cases", "/console/people": "people", "/console/notices": "notices",
    "/console/answers": "content", "/console/facts": "content", "/console/questions": "content",
    "/console/statistics": "statistics", "/console/officers": "officers", "/console/log": "officers",
}  # fmt: skip
DEMO = {"clerk": "demo.clerk", "case_officer": "demo.cases", "editor": "demo.editor", "approver": "demo.approver",
        "administrator": "demo.admin"}  # fmt: skip
LOADED = re.compile(r'(?:href|src)="(/console/static/[^"]+)"')


@dataclass(frozen=True)
class House:
    """The whole application over the fictional week, and a session of each role."""

    client: TestClient
    sessions: dict[str, str]

    def get(self, path: str, role: str | None = None) -> int:
        """The status that somebody of a role sees."""
        return self.client.get(path, headers=self.headers(role), follow_redirects=False).status_code

    def headers(self, role: str | None) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={self.sessions[role]}"} if role else {}


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[House]:
    settings = read_settings(
        _env_file=None, thuso_data=tmp_path_factory.mktemp("gates"), thuso_bot_url="http://127.0.0.1:9",
        thuso_actions_url="http://127.0.0.1:9", thuso_service_token="gates" * 5, thuso_bot_token="gates" * 5,
        address_per_minute=100_000,
    )  # fmt: skip
    database = open_database(settings)
    secrets = fill(database, settings)
    with database.write() as session:
        sessions = {
            role: officers.sign_in(session, settings.vault(), name, PASSWORD, pyotp.TOTP(secrets[name]).now(), now())
            for role, name in DEMO.items()
        }
    # Not entered as a context: nothing works behind the pages.
    yield House(TestClient(create_service(settings, database), base_url="http://thuso.example"), sessions)
    database.engine.dispose()


def filled(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: KNOWN[found[1]], path)


def needed(path: str) -> str | None:
    return next((need for start, need in NEEDS.items() if path.startswith(start)), None)


def test_the_walk_sees_every_page():
    assert len(GETS) >= 18
    assert len(POSTS) >= 25


@pytest.mark.parametrize("path", GETS)
def test_no_page_opens_without_a_session(house, path):
    answer = house.client.get(filled(path), follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/sign-in")


@pytest.mark.parametrize("path", POSTS)
def test_nothing_is_changed_without_a_session(house, path):
    assert house.client.post(filled(path), follow_redirects=False).status_code in (303, 403, 422)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("csrf", [None, "", "0" * 64])
def test_nothing_is_changed_by_a_form_that_is_not_ours(house, path, csrf):
    data = {} if csrf is None else {"csrf": csrf}
    answer = house.client.post(filled(path), data=data, headers=house.headers("administrator"), follow_redirects=False)
    assert answer.status_code == 403, answer.text


@pytest.mark.parametrize("role", PERMISSIONS)
def test_a_role_sees_its_pages_only(house, role):
    for path in GETS:
        seen, need = house.get(filled(path), role), needed(path)
        if path == STILL_THERE:
            assert seen == 204
            continue
        if need is None or need in PERMISSIONS[role]:
            assert seen in (200, 404), (path, seen)
        else:
            assert seen == 403, (path, seen)


@pytest.mark.parametrize("path", [path for path in GETS if not path.endswith(".csv")])
def test_no_page_is_heavy(house, path):
    page = house.client.get(filled(path), headers=house.headers("administrator"))
    loaded = sum(len(house.client.get(each).content) for each in set(LOADED.findall(page.text)))
    assert len(page.content) + loaded < HEAVIEST
