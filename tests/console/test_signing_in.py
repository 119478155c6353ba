"""Officers sign in with a password and six digits; whoever guesses is locked out; everything is in the log."""

from __future__ import annotations

import re

import httpx
import pyotp
import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from registry.services.audit import Ledger
from tests.console.conftest import PASSWORD, Desk


def test_an_officer_signs_in_and_out(hire):
    desk = hire("clerk")
    expect(desk.page.get_by_role("link", name=desk.name)).to_be_visible()
    desk.is_clean()
    desk.page.get_by_role("button", name="Sign out").click()
    expect(desk.page.get_by_role("heading", name="Sign in")).to_be_visible()
    desk.open("")
    expect(desk.page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize(("password", "code"), [("not the password", None), ("four words and a river", "000000")])
def test_what_was_wrong_is_not_told(hire, password, code):
    desk = hire("clerk", signs_in=False)
    desk.sign_in(password, code)
    expect(desk.page.get_by_role("alert")).to_contain_text("Name, password or digits are not right")


def test_somebody_who_is_nobody_hears_the_same(hire):
    desk = hire("clerk", signs_in=False)
    desk.name = "nobody.at-all"
    desk.sign_in()
    expect(desk.page.get_by_role("alert")).to_contain_text("Name, password or digits are not right")


def test_the_same_digits_do_not_work_twice(hire):
    desk = hire("clerk", signs_in=False)
    code = pyotp.TOTP(desk.secret).now()
    desk.sign_in(code=code)
    desk.page.get_by_role("button", name="Sign out").click()
    desk.sign_in(code=code)
    expect(desk.page.get_by_role("alert")).to_be_visible()


def test_five_wrong_tries_close_the_account_for_a_while(hire):
    desk = hire("clerk", signs_in=False)
    for _ in range(5):
        desk.sign_in("a wrong password")
    expect(desk.page.get_by_role("alert")).to_contain_text("closed for 15 minutes")
    desk.sign_in()
    expect(desk.page.get_by_role("alert")).to_contain_text("closed for 15 minutes")


def test_an_administrator_invites_and_the_invited_opens_an_account(hire, browser, rows):
    boss = hire("administrator")
    forget_used_digits(rows, boss.name)
    boss.open("/officers")
    boss.page.get_by_label("Role").select_option("editor")
    link = invite(boss, "new.colleague")
    boss.is_clean()
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    secret = page.locator("code").first.inner_text()
    page.get_by_label("Choose a password").fill("four words and a river")
    page.get_by_label("The same once more").fill("four words and a river")
    page.get_by_label("Type the six digits").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Open my account").click()
    expect(page.get_by_role("status")).to_contain_text("Your account is ready")
    page.goto(link)
    expect(page.get_by_role("heading", name="This invitation is no longer valid")).to_be_visible()
    context.close()


def invite(boss, name, password=PASSWORD, code=None):
    """Fill the rest of the form in; the link."""
    boss.page.get_by_label("Name to sign in with").fill(name)
    boss.page.get_by_label("Your own password").fill(password)
    boss.page.get_by_label("Six digits from your telephone").fill(code or pyotp.TOTP(boss.secret).now())
    boss.page.get_by_role("button", name="Invite").click()
    return boss.page.get_by_role("status").locator("code").inner_text()


@pytest.mark.parametrize(("password", "code"), [("not the password", None), (PASSWORD, "000000"), ("", "")])
def test_nobody_is_invited_by_somebody_who_only_sits_down_at_the_screen(hire, rows, password, code):
    boss = hire("administrator")
    forget_used_digits(rows, boss.name)
    page = boss.open("/officers")
    # What a browser would ask for, the server has to ask for.
    page.evaluate("document.querySelectorAll('[required]').forEach(each => each.required = false)")
    page.get_by_label("Name to sign in with").fill("intruder")
    page.get_by_label("Your own password").fill(password)
    digits = pyotp.TOTP(boss.secret).now() if code is None else code
    page.get_by_label("Six digits from your telephone").fill(digits)
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("alert")).to_contain_text("Your password or the six digits are not right")
    expect(page.get_by_label("Name to sign in with")).to_have_value("intruder")
    with rows.read() as session:
        assert session.scalar(text("select count(*) from officers where name = 'intruder'")) == 0
        # By it the tries are counted, as those of signing in.
        assert session.scalar(text("select count(*) from officer_browsers")) > 0


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("four words and a river", "four words and a sea", "not the same"),
        ("aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "too easy to guess"),
        ("thuso thuso 2026", "thuso thuso 2026", "too easy to guess"),
        ("1qaz2wsx3edc", "1qaz2wsx3edc", "Many people have this password"),
        ("Lesotho2026!", "Lesotho2026!", "too easy to guess"),
    ],
)
def test_a_weak_password_is_refused_in_plain_words(hire, browser, rows, password, again, said):
    boss = hire("administrator")
    forget_used_digits(rows, boss.name)
    boss.open("/officers")
    link = invite(boss, f"weak{abs(hash(password)) % 10_000}")
    boss.page.goto(link)
    boss.page.get_by_label("Choose a password").fill(password)
    boss.page.get_by_label("The same once more").fill(again)
    boss.page.get_by_label("Type the six digits").fill("123456")
    boss.page.get_by_role("button", name="Open my account").click()
    expect(boss.page.get_by_role("alert")).to_contain_text(said)


def change_password(desk, old, new, code, again=None):
    desk.open("/me")
    desk.page.get_by_label("Your password until now").fill(old)
    desk.page.get_by_label("Choose a password").fill(new)
    desk.page.get_by_label("The same once more").fill(again or new)
    desk.page.get_by_label("Six digits from your telephone").fill(code)
    desk.page.get_by_role("button", name="Change it and sign in again").click()


def test_an_officer_changes_the_password_and_every_session_ends(hire, rows):
    desk = hire("clerk")
    # The digits of the last half minute have been used to sign in: these are the next ones.
    forget_used_digits(rows, desk.name)
    desk.open("/me")
    desk.is_clean()
    change_password(desk, PASSWORD, "a horse between seven lamps", pyotp.TOTP(desk.secret).now())
    expect(desk.page.get_by_role("status")).to_contain_text("Your password is changed")
    forget_used_digits(rows, desk.name)
    desk.sign_in(PASSWORD)
    expect(desk.page.get_by_role("alert")).to_be_visible()
    desk.sign_in("a horse between seven lamps")
    expect(desk.page.get_by_role("link", name=desk.name)).to_be_visible()


def forget_used_digits(rows, name):
    with rows.write() as session:
        session.execute(text("update officers set last_code_at = null where name = :name"), {"name": name})


@pytest.mark.parametrize(
    ("old", "new", "again", "code", "said"),
    [
        ("not the password", "a horse between seven lamps", None, None, "are not right"),
        (PASSWORD, "a horse between seven lamps", None, "000000", "are not right"),
        (PASSWORD, "a horse between seven lamps", "another horse", None, "not the same"),
        (PASSWORD, "aaaaaaaaaaaaaa", None, None, "too easy to guess"),
    ],
)
def test_a_password_is_not_changed_by_somebody_else(hire, rows, old, new, again, code, said):
    desk = hire("clerk")
    forget_used_digits(rows, desk.name)
    change_password(desk, old, new, code or pyotp.TOTP(desk.secret).now(), again)
    expect(desk.page.get_by_role("alert")).to_contain_text(said)
    desk.open("")
    expect(desk.page.get_by_role("link", name=desk.name)).to_be_visible()


def test_an_officer_sees_the_own_sessions_and_ends_one(hire, rows, browser):
    desk = hire("clerk")
    expect(desk.open("/me").get_by_text("This browser, since")).to_be_visible()
    expect(desk.page.get_by_role("checkbox")).to_have_count(0)
    forget_used_digits(rows, desk.name)
    context = browser.new_context()
    elsewhere = Desk(desk.url, context.new_page(), desk.name, desk.secret)
    elsewhere.sign_in()
    expect(elsewhere.page.get_by_role("link", name=desk.name)).to_be_visible()
    desk.open("/me")
    desk.is_clean()
    for password, told in (("not the password", "Your password is not right"), (PASSWORD, None)):
        desk.page.get_by_label(re.compile("Another browser, since .*, last used: ")).check()
        desk.page.get_by_label("Your own password").fill(password)
        desk.page.get_by_role("button", name="Sign the chosen ones out").click()
        if told:
            expect(desk.page.get_by_role("alert")).to_contain_text(told)
            elsewhere.open("")
            expect(elsewhere.page.get_by_role("link", name=desk.name)).to_be_visible()
    expect(desk.page.get_by_role("status")).to_contain_text("signed out")
    elsewhere.open("")
    expect(elsewhere.page.get_by_role("heading", name="Sign in")).to_be_visible()
    desk.open("")
    expect(desk.page.get_by_role("link", name=desk.name)).to_be_visible()
    context.close()


def test_strangers_who_guess_keep_nobody_out_of_a_known_browser(hire, rows, browser):
    desk = hire("clerk")
    desk.page.get_by_role("button", name="Sign out").click()
    context = browser.new_context()
    stranger = Desk(desk.url, context.new_page(), desk.name, desk.secret)
    for _ in range(5):
        stranger.sign_in("a wrong password")
    forget_used_digits(rows, desk.name)
    stranger.sign_in()
    expect(stranger.page.get_by_role("alert")).to_contain_text("closed for 15 minutes")
    desk.sign_in()
    expect(desk.page.get_by_role("link", name=desk.name)).to_be_visible()
    context.close()


def test_who_was_refused_is_in_the_log_and_a_password_typed_as_a_name_is_not(hire, rows):
    desk = hire("clerk", signs_in=False)
    desk.sign_in("a wrong password")
    name, desk.name = desk.name, "my secret pass phrase"
    desk.sign_in()
    with rows.read() as session:
        refused = session.execute(text("select officer from audit_entries where action = 'sign in refused'")).scalars()
        assert {name, "nobody"} <= set(refused)


def test_a_closed_account_is_signed_out_everywhere(hire):
    boss, clerk = hire("administrator"), hire("clerk")
    boss.open("/officers")
    boss.page.get_by_role("button", name=re.compile(f"Close {clerk.name}$")).click()
    expect(boss.page.get_by_role("status")).to_be_visible()
    clerk.open("")
    expect(clerk.page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("role", ["clerk", "case_officer", "editor", "approver"])
def test_accounts_and_log_are_the_administrators(hire, role):
    desk = hire(role)
    for path in ("/officers", "/log"):
        desk.open(path)
        expect(desk.page.get_by_role("heading", name="This is not open to you")).to_be_visible()


def test_a_form_that_is_not_ours_is_refused(service, hire):
    desk = hire("administrator")
    cookies = {each["name"]: each["value"] for each in desk.page.context.cookies()}
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}):
        answer = httpx.post(
            f"{service.url}/console/officers",
            data={"name": "intruder", "csrf": "0" * 64},
            cookies=cookies,
            headers=headers,
        )
        assert answer.status_code == 403
    assert httpx.post(f"{service.url}/console/sign-out", headers={"Sec-Fetch-Site": "cross-site"}).status_code in (
        303,
        403,
    )


def test_tampering_with_the_log_shows(hire, rows, vault):
    boss = hire("administrator")
    boss.open("/log")
    expect(boss.page.get_by_text("Nothing has been tampered with")).to_be_visible()
    boss.is_clean()
    ledger = Ledger(vault.key_for("audit log"))
    with rows.write() as session:
        newest = session.scalar(text("select max(id) from audit_entries"))
        session.execute(text("update audit_entries set officer = 'somebody else' where id = :id"), {"id": newest})
        assert ledger.broken_at(session) == newest
        session.rollback()
    with rows.read() as session:
        assert ledger.broken_at(session) is None


def test_a_telephone_sees_the_same_console(hire):
    desk = hire("administrator", width=360)
    for path in ("", "/officers", "/log", "/me"):
        page = desk.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        desk.is_clean()


def test_it_works_without_scripts(hire):
    desk = hire("administrator", scripts=False)
    desk.open("/me")
    desk.page.get_by_label("Language of the console").select_option("st_LS")
    desk.page.get_by_role("button", name="Keep").click()
    expect(desk.page.locator("#language")).to_have_value("st_LS")
