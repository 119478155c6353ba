"""A page does not stay on the screen when its session is over, with scripts and without."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from registry.services import officers

SHORT = timedelta(seconds=4)
LATER = 12_000


@pytest.fixture
def short(monkeypatch):
    """Sessions of a few seconds."""
    monkeypatch.setattr(officers, "IDLE", SHORT)
    monkeypatch.setattr(officers, "SEEN_EVERY", timedelta(0))


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("path", ["/log", "/me", "/notices/new", ""])
def test_a_page_leaves_by_itself(hire, short, scripts, path):
    desk = hire("administrator", scripts=scripts)
    desk.open(path)
    expect(desk.page.get_by_role("link", name=desk.name)).to_be_visible()
    expect(desk.page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=LATER)
    desk.page.go_back()
    expect(desk.page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_it_leaves_without_a_connection_too(hire, short, scripts):
    desk = hire("administrator", scripts=scripts)
    desk.open("/log")
    entries = desk.page.get_by_text("Nothing has been tampered with")
    expect(entries).to_be_visible()
    desk.page.context.set_offline(True)
    expect(entries).to_have_count(0, timeout=LATER)


@pytest.mark.parametrize("scripts", [True, False])
def test_words_stay_as_long_as_the_session_does(hire, short, scripts):
    desk = hire("editor", scripts=scripts)
    title = desk.open("/notices/new").get_by_label("Title")
    title.fill("Half a notice")
    second = desk.page.context.new_page()
    # The same session at work in another page, for longer than this one was told.
    for _ in range(5):
        second.goto(f"{desk.url}/console/me")
        second.wait_for_timeout(2_000)
    expect(title).to_have_value("Half a notice")
    if scripts:
        expect(desk.page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=LATER)


def test_what_is_looked_at_is_told_when_its_session_ends(hire, service):
    desk = hire("clerk")
    answer = desk.page.goto(f"{service.url}/console/me")
    seconds, _, where = answer.headers["refresh"].partition("; url=")
    assert officers.IDLE.total_seconds() - 60 <= int(seconds) <= officers.IDLE.total_seconds() + 2
    assert where == "/console/session"
    desk.page.get_by_role("button", name="Sign out").click()
    assert "refresh" not in desk.page.goto(f"{service.url}/console/sign-in").headers


def test_asking_is_no_sign_of_life(hire, short):
    desk = hire("clerk")
    desk.open("/me")
    asking = desk.page.context.request
    for _ in range(3):
        desk.page.wait_for_timeout(1_000)
        assert asking.get(f"{desk.url}/console/session").status == 204
    desk.page.wait_for_timeout(2_500)
    assert asking.get(f"{desk.url}/console/session", max_redirects=0).status == 303
