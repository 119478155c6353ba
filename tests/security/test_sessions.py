"""Officers' sessions: how they begin, how they end, and what another site or another role cannot do with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from console.access import COOKIE
from registry.models.base import now
from registry.models.officer import AuditEntry, Officer, OfficerSession
from registry.services import officers
from registry.services.officers import IDLE, INVITED, LONGEST_SESSION, Refused
from service.app import create_service

PASSWORD = "four words and a river"
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def employ(database, vault):
    """An officer of a role, with the secret of their digits."""

    def employed(name="mpho", role="clerk", at=AT, password=PASSWORD):
        secret = officers.new_code_secret()
        with database.write() as session:
            token = officers.invite(session, name, role, at)
            officers.accept(session, vault, token, password, secret, pyotp.TOTP(secret).at(at), at)
        return secret

    return employed


def signs_in(database, vault, secret, at, name="mpho", password=PASSWORD):
    with database.write() as session:
        return officers.sign_in(session, vault, name, password, pyotp.TOTP(secret).at(at), at)


def is_open(database, token, at):
    with database.read() as session:
        return officers.signed_in(session, token, at) is not None


@pytest.mark.parametrize(
    ("seen_every", "until", "still"),
    [
        (None, IDLE, True),
        (None, IDLE + MINUTE, False),
        (IDLE - MINUTE, LONGEST_SESSION - MINUTE, True),
        (IDLE - MINUTE, LONGEST_SESSION + MINUTE, False),
    ],
)
def test_a_session_ends_when_nobody_is_there_and_after_a_working_day(database, vault, employ, seen_every, until, still):
    secret, begun = employ(), AT + MINUTE
    token = signs_in(database, vault, secret, begun)
    at = begun
    while seen_every and at + seen_every < begun + until:
        at += seen_every
        with database.write() as session:
            officers.seen(session, token, at)
    assert is_open(database, token, begun + until) is still


def test_two_sessions_are_two_and_new_factors_end_both(database, vault, employ):
    secret = employ()
    tokens = [signs_in(database, vault, secret, AT + minutes * MINUTE) for minutes in (1, 2)]
    assert len(set(tokens)) == 2
    assert all(is_open(database, token, AT + 3 * MINUTE) for token in tokens)
    employ(at=AT + 4 * MINUTE, password="another river and four words")
    assert not any(is_open(database, token, AT + 5 * MINUTE) for token in tokens)


def test_a_token_cannot_be_guessed_nor_read_from_the_table(database, vault, employ):
    secret = employ()
    token = signs_in(database, vault, secret, AT + MINUTE)
    assert len(token) >= 43
    with database.read() as session:
        [kept] = session.scalars(select(OfficerSession))
        [officer] = session.scalars(select(Officer))
    assert token not in kept.token_hash
    assert officer.password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert secret.encode() not in officer.code_secret
    assert len(secret) == 32
    assert secret != officers.new_code_secret()


def test_an_invitation_works_once_and_for_three_days(database, vault):
    secret = officers.new_code_secret()
    with database.write() as session:
        token = officers.invite(session, "mpho", "clerk", AT)
        assert officers.invited(session, token, AT + INVITED - MINUTE)
        assert not officers.invited(session, token, AT + INVITED)
        officers.accept(session, vault, token, PASSWORD, secret, pyotp.TOTP(secret).at(AT), AT)
        with pytest.raises(Refused):
            officers.accept(session, vault, token, PASSWORD, secret, pyotp.TOTP(secret).at(AT), AT)


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("short words", False),
        ("x" * 11, False),
        ("aaaaaaaaaaaaaaaa", False),
        ("this is mpho of Maseru", False),
        ("the Thuso of the river", False),
        ("only small letters here", True),
        ("ŋ ħ ü unusual letters 雨", True),
        (" spaces at both ends ", True),
        ("one sentence of sixty-four letters is not too long for anybody..", True),
    ],
)
def test_which_passwords_are_taken_and_that_they_stay_as_typed(database, vault, employ, password, is_taken):
    if not is_taken:
        with pytest.raises(Refused):
            employ(password=password)
        return
    secret = employ(password=password)
    assert signs_in(database, vault, secret, AT + MINUTE, password=password.swapcase()) == "wrong"
    assert signs_in(database, vault, secret, AT + 2 * MINUTE, password=password.strip() + "!") == "wrong"
    assert len(signs_in(database, vault, secret, AT + 3 * MINUTE, password=password)) > 40


@pytest.fixture
def desk(settings, database, vault, employ):
    """The console in a browser, and its officer's digits."""
    secret = employ(at=now() - timedelta(minutes=2))
    client = TestClient(create_service(settings, database), follow_redirects=False, client=("127.0.0.1", 50000))
    client.form = {"name": "mpho", "password": PASSWORD, "code": pyotp.TOTP(secret).now()}
    return client


def test_signing_in_again_ends_the_session_it_replaces(desk, database, vault):
    assert desk.post("/console/sign-in", data=desk.form).status_code == 303
    first = desk.cookies[COOKIE]
    with database.write() as session:
        session.scalars(select(Officer)).one().last_code_at = 0
    assert desk.post("/console/sign-in", data=desk.form).status_code == 303
    assert desk.cookies[COOKIE] != first
    assert not is_open(database, first, now())
    assert is_open(database, desk.cookies[COOKIE], now())


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_signs_nobody_in(desk, site):
    answer = desk.post("/console/sign-in", data=desk.form, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert COOKIE not in desk.cookies
    assert desk.get("/console/sign-in", headers={"Sec-Fetch-Site": site}).status_code == 200


def test_what_a_role_does_not_allow_is_refused_and_in_the_log(desk, database):
    desk.post("/console/sign-in", data=desk.form)
    assert desk.get("/console/officers").status_code == 403
    with database.read() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.officer, entry.action, entry.subject) == ("mpho", "refused", "officers")
