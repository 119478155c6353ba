"""One person is one contact, found by what cannot be read back."""

from __future__ import annotations

import sqlite3

from sqlalchemy import select

from registry.models import Address, Contact, Conversation
from registry.services import contacts
from registry.vault import Vault
from tests.conftest import SECRET
from tests.registry.conftest import PALESA, THABO


def test_the_first_word_makes_a_contact(reach, session):
    address = reach(THABO, "sms", "ZA")
    assert (address.channel, address.contact.country, address.contact.language) == ("sms", "ZA", None)
    assert len(session.scalars(select(Contact)).all()) == 1


def test_the_second_word_finds_it(reach, session):
    assert reach(THABO).id == reach(THABO).id
    assert len(session.scalars(select(Address)).all()) == 1


def test_sms_and_whatsapp_of_one_number_are_one_contact(reach, session):
    sms, whatsapp = reach(THABO, "sms"), reach(THABO, "whatsapp")
    assert sms.id != whatsapp.id
    assert sms.contact_id == whatsapp.contact_id
    assert len(session.scalars(select(Contact)).all()) == 1


def test_two_numbers_are_two_contacts(reach):
    assert reach(THABO).contact_id != reach(PALESA).contact_id


def test_the_number_comes_back_only_with_the_key(reach, vault):
    address = reach(THABO)
    assert vault.unlock(address.number) == THABO
    assert THABO.encode() not in address.number
    assert THABO not in address.blind


def test_neither_number_nor_text_is_in_the_file(database_file, vault, tmp_path):
    from registry.services import messages
    from registry.services.messages import Inbound

    database = database_file()
    with database.write() as session:
        address = contacts.reach(session, vault, number=THABO, channel="sms", country="ZA")
        session.flush()
        heard = messages.store_inbound(session, vault, address, Inbound("SM1", "text", "Phasepoto ke bokae"))
        session.flush()
        messages.queue_reply(session, vault, heard, address, "Phasepoto e bitsa M130", 1)
    database.engine.dispose()
    with sqlite3.connect(tmp_path / "thuso.db") as file:
        file.execute("pragma wal_checkpoint(truncate)")
    for path in tmp_path.glob("thuso.db*"):
        held = path.read_bytes()
        for secret in (THABO, THABO[1:], "835550101", "Phasepoto ke bokae", "Phasepoto e bitsa M130"):
            assert secret.encode() not in held, f"{secret} is in {path.name}"


def test_a_new_key_finds_the_people_of_the_old_one(reach, session):
    before = reach(THABO)
    rotated = Vault(["a newer secret for tests, as long", SECRET])
    after = contacts.reach(session, rotated, number=THABO, channel="sms", country="ZA")
    assert after.id == before.id
    assert rotated.unlock(before.number) == THABO


def test_a_person_met_twice_in_one_instant_is_one_contact(database_file, vault):
    # Two processes look, find nobody, and both write: the database lets one of them win.
    first, second = database_file(), database_file()
    with first.write() as session:
        contacts.reach(session, vault, number=THABO, channel="sms", country="ZA")
    with second.write() as session:
        contacts.reach(session, vault, number=THABO, channel="sms", country="ZA")
        assert len(session.scalars(select(Contact)).all()) == 1


def test_a_conversation_is_made_once(reach, session):
    contact_id = reach(THABO).contact_id
    contacts.conversation_of(session, contact_id).topic = "passport.fee"
    session.flush()
    assert contacts.conversation_of(session, contact_id).topic == "passport.fee"
    assert len(session.scalars(select(Conversation)).all()) == 1


def test_erasing_a_contact_erases_all_that_hangs_on_it(reach, hear, reply, session):
    address = reach(THABO)
    contacts.conversation_of(session, address.contact_id)
    reply(THABO)
    hear(PALESA)
    session.delete(session.get(Contact, address.contact_id))
    session.flush()
    session.expire_all()
    assert [each.id for each in session.scalars(select(Contact))] == [reach(PALESA).contact_id]
    from registry.models import Base

    for table in Base.metadata.tables.values():
        if "contact_id" in table.c:
            left = session.execute(select(table.c.contact_id).where(table.c.contact_id == address.contact_id)).all()
            assert left == [], table.name
