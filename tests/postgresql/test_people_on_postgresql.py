"""People's data on PostgreSQL: forgotten by the same policy, locked anew and told of by the same code."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from gateway.duty import Watch
from registry.database import Database
from registry.migrate import upgrade
from registry.models import Alarm, Contact, DeliveryEvent, Message, Miss
from registry.models.base import now
from registry.services import (
    alarms,
    breach,
    consents,
    contacts,
    duty,
    erasure,
    keys,
    messages,
    privacy,
    reaching,
    retention,
    spending,
)
from registry.services.messages import Inbound
from registry.vault import Vault

THABO, PALESA = "+27835550101", "+27835550102"
OLD, NEW, PEPPER = "the old secret of this house", "the new secret of this house", "the pepper of this house"


def test_a_life_with_us_from_the_first_word_to_the_last(postgresql: Database) -> None:
    upgrade(postgresql.engine)
    vault = Vault([OLD], PEPPER)
    with postgresql.write() as session:
        address = contacts.reach(session, vault, number=THABO, channel="sms", country="ZA")
        session.flush()
        heard = messages.store_inbound(session, vault, address, Inbound("SM1", "text", "Ke bokae?"))
        session.flush()
        reply = messages.queue_reply(session, vault, heard, address, "M130", 2)
        session.flush()
        session.add(DeliveryEvent(delivery_id=reply.id, sid="SM2", status="sent", is_applied=True, raw={}))
        session.add(Miss(channel="sms", guesses=[]))
        consents.record(
            session, address.contact_id, "notices", is_given=True, wording="Yes.", channel="sms", source="message"
        )
        heard.handled_at = now()
        contact_id = address.contact_id

    with postgresql.write() as session:
        assert reaching.may_reach(session, contact_id, "notice:passport") is None
        queued = reaching.queue(session, vault, contact_id, "notice:passport", "Lumela", segments=1)
        contacts.enter_safe_mode(session.get_one(Contact, contact_id))
        assert reaching.hold_back(session, contact_id) == 1
        assert queued.reason == "safe_mode"
        alarms.open_alarm(session, session.get_one(Contact, contact_id), "gbv.help")
        duty.add(session, vault, "Mpho", number=PALESA)

    watch = Watch(postgresql, vault, timedelta(minutes=5))
    assert [watch.climb_due(), watch.climb_due()] == [1, 0]

    rotating = Vault([NEW, OLD], PEPPER)
    assert sum(each.relocked for each in keys.relock(postgresql, rotating, batch=2)) >= 4
    alone = Vault([NEW], PEPPER)
    assert (keys.left(postgresql, alone), set(keys.key_ids(postgresql))) == (0, {alone.current})

    with postgresql.write() as session:
        assert privacy.known(session, contact_id).heard == 1
        assert contact_id in {each.contact_id for each in breach.concerned(session, None, now())}
        assert spending.segments_since(session, now() - timedelta(days=1)) == 0
        # The officer's message still waits to be sent, Thabo's reply too: nothing of both is old.
        assert retention.expire(session, now() + timedelta(days=91), timedelta(days=90)).texts == 1

    with postgresql.write() as session:
        wish, receipt = erasure.ask(session, contact_id)
        assert erasure.due(session, now()) == [wish.id]
        assert erasure.fulfil(session, wish.id) == contact_id
        erasure.close(session, wish.id, now())
    with postgresql.read() as session:
        assert erasure.look_up(session, receipt).done_at
        assert session.get(Contact, contact_id) is None
        assert session.scalar(select(func.count()).where(Message.contact_id == contact_id)) == 0
        assert [each.contact_id for each in session.scalars(select(Alarm))] == [None]
