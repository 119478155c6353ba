"""SMS and WhatsApp of one unknown number in the same instant, on two connections: one person."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from registry.migrate import upgrade
from registry.models import Address, Contact
from registry.services import contacts


@pytest.mark.timeout(120)
@pytest.mark.parametrize("channels", [("sms", "whatsapp"), ("sms", "sms"), ("whatsapp", "sms", "sms")])
def test_meeting_somebody_new_from_several_sides_makes_one_contact(postgresql, vault, channels):
    upgrade(postgresql.engine)
    for count in range(15):
        number, ready = f"+2783558{count:04}", threading.Barrier(len(channels))

        def meet(channel: str, number=number, ready=ready) -> None:
            with postgresql.write() as session:
                session.execute(select(1))
                ready.wait(10)
                contacts.reach(session, vault, number=number, channel=channel, country="ZA")

        threads = [threading.Thread(target=meet, args=(channel,)) for channel in channels]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with postgresql.read() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 15
        assert session.scalar(select(func.count()).select_from(Address)) == 15 * len(set(channels))
