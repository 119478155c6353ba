"""Whoever guesses closes an account to strangers only: a browser that its officer has used before stays open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from console.access import COOKIE, KNOWN_BROWSER
from registry.models.base import now
from registry.models.officer import Officer, OfficerBrowser
from registry.services import browsers, officers
from registry.services.officers import LOCKED, MOST_FAILURES
from service.app import create_service
from tests.security.test_sessions import PASSWORD

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
HALF = timedelta(seconds=30)


@pytest.fixture
def officer(database, vault):
    """An officer: id and secret of the digits."""
    secret = officers.new_code_secret()
    with database.write() as session:
        token = officers.invite(session, "mpho", "clerk", AT)
        return officers.accept(session, vault, token, PASSWORD, secret, pyotp.TOTP(secret).at(AT), AT).id, secret


@pytest.fixture
def tries(database, vault, officer):
    """One try to sign in, with the right digits of that time."""

    def tried(at, marks="", password=PASSWORD):
        with database.write() as session:
            code = pyotp.TOTP(officer[1]).at(at)
            return officers.sign_in(session, vault, "mpho", password, code, at, marks)

    return tried


def test_guessing_elsewhere_does_not_close_a_known_browser(tries, vault, officer):
    marks = browsers.remembered(vault, officer[0], "")
    said = [tries(AT + HALF, password="a wrong password") for _ in range(MOST_FAILURES)]
    assert said == ["wrong"] * (MOST_FAILURES - 1) + ["locked"]
    assert tries(AT + 2 * HALF) == "locked"
    assert len(tries(AT + 3 * HALF, marks)) > 40
    # That the officer came in opens nothing for those who guess.
    assert tries(AT + 4 * HALF) == "locked"
    assert len(tries(AT + HALF + LOCKED)) > 40


def test_a_known_browser_has_five_tries_of_its_own(tries, vault, officer, database):
    marks, other = (browsers.remembered(vault, officer[0], "") for _ in range(2))
    for _ in range(MOST_FAILURES):
        tries(AT + HALF, marks, password="a wrong password")
    assert tries(AT + 2 * HALF, marks) == "locked"
    assert len(tries(AT + 3 * HALF, other)) > 40
    assert len(tries(AT + 4 * HALF)) > 40
    assert len(tries(AT + HALF + LOCKED, marks)) > 40
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(OfficerBrowser)) == 0


@pytest.mark.parametrize(
    "forged",
    [
        lambda own, other: other,
        lambda own, other: own[:-1] + ("0" if own[-1] != "0" else "1"),
        lambda own, other: "x" + own,
        lambda own, other: own.partition(".")[0],
        lambda own, other: own.partition(".")[0] + "." + other.partition(".")[2],
        lambda own, other: "~".join([own] * 50),
        lambda own, other: ".",
        lambda own, other: "\u00e9.\u00e9",
    ],
)
def test_no_other_mark_has_tries_of_its_own(tries, vault, officer, forged, database):
    """Each mark of one's own making would be five more tries."""
    own, other = (browsers.remembered(vault, number, "") for number in (officer[0], officer[0] + 1))
    for _ in range(MOST_FAILURES):
        tries(AT + HALF, forged(own, other), password="a wrong password")
    assert tries(AT + 2 * HALF) == "locked"
    with database.read() as session:
        assert session.scalars(select(OfficerBrowser)).all() == []


def test_one_browser_is_known_for_several_officers_and_not_for_ever_more(vault):
    marks = ""
    for number in range(1, 10):
        marks = browsers.remembered(vault, number, marks)
        assert browsers.remembered(vault, number, marks) == marks
    assert len(marks.split("~")) == browsers.MOST
    assert len(marks) < browsers.LONGEST_MARKS
    again = browsers.remembered(vault, 5, marks)
    assert set(again.split("~")) == set(marks.split("~"))
    assert again != marks


@pytest.fixture
def browser(settings, database):
    return TestClient(create_service(settings, database), follow_redirects=False, client=("127.0.0.1", 50000))


def test_the_mark_comes_with_signing_in_and_with_an_invitation_and_says_nothing(
    browser, settings, database, officer, vault
):
    form = {"name": "mpho", "password": PASSWORD, "code": pyotp.TOTP(officer[1]).now()}
    wrong = browser.post("/console/sign-in", data=form | {"code": "000000"})
    assert "set-cookie" not in wrong.headers
    answer = browser.post("/console/sign-in", data=form)
    [given] = [each for each in answer.headers.get_list("set-cookie") if each.startswith(KNOWN_BROWSER)]
    assert {"HttpOnly", "SameSite=strict", "Path=/console"} <= set(given.split("; "))
    assert "mpho" not in given
    # It is not a session.
    mark = browser.cookies[KNOWN_BROWSER]
    browser.cookies.clear()
    browser.cookies.set(KNOWN_BROWSER, mark)
    assert browser.get("/console").headers["location"] == "/console/sign-in"
    browser.cookies.clear()
    with database.write() as session:
        token = officers.invite(session, "mpho", "clerk", now())
    secret = officers.new_code_secret()
    accepted = {"password": PASSWORD, "again": PASSWORD, "secret": secret, "code": pyotp.TOTP(secret).now()}
    assert browser.post(f"/console/invitation/{token}", data=accepted).status_code == 303
    assert KNOWN_BROWSER in browser.cookies
    assert COOKIE not in browser.cookies


def test_the_page_heeds_it(browser, database, officer):
    form = {"name": "mpho", "password": PASSWORD, "code": pyotp.TOTP(officer[1]).now()}
    browser.post("/console/sign-in", data=form)
    with database.write() as session:
        account = session.scalars(select(Officer)).one()
        account.locked_until, account.last_code_at = now() + LOCKED, 0
    assert browser.post("/console/sign-in", data=form).status_code == 303
    with database.write() as session:
        session.scalars(select(Officer)).one().last_code_at = 0
    browser.cookies.clear()
    assert browser.post("/console/sign-in", data=form).status_code == 403
