"""Several Rasa servers: a person keeps to one; when it is away the next one answers; both are told to forget."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from gateway.assistant import Assistant, AssistantAway
from tests.system.assistant import TOKEN, StandIn


@pytest.fixture
def servers():
    running = [StandIn(), StandIn()]
    yield running
    for each in running:
        try:
            each.stop()
        except OSError:
            pass


def asked(servers, people, token=TOKEN) -> Assistant:
    """Everybody greets."""
    assistant = Assistant(" , ".join(each.url for each in servers), token)

    async def all_ask() -> None:
        for person in people:
            await assistant.ask(person, "hello", {"locale": "en", "country": "ZA"})
        await assistant.close()

    asyncio.run(all_ask())
    return assistant


def senders(server) -> Counter[str]:
    return Counter(turn.sender for turn in server.turns)


PEOPLE = [f"person {number}" for number in range(20)]


def test_a_person_keeps_to_one_server_and_both_have_people(servers):
    for _ in range(3):
        asked(servers, PEOPLE)
    first, second = (senders(each) for each in servers)
    assert set(first) & set(second) == set()
    assert set(first) | set(second) == set(PEOPLE)
    assert min(len(first), len(second)) >= 4
    assert set((first + second).values()) == {3}


def test_the_order_of_the_addresses_does_not_matter(servers):
    asked(servers, PEOPLE)
    before = senders(servers[0])
    asked(servers[::-1], PEOPLE)
    assert set(senders(servers[0])) == set(before)


def test_when_one_is_away_only_its_people_move(servers):
    asked(servers, PEOPLE)
    stayed = set(senders(servers[1]))
    servers[0].stop()
    asked(servers, PEOPLE)
    assert set(senders(servers[1])) == set(PEOPLE)
    assert stayed < set(PEOPLE)


def test_when_all_are_away_the_question_waits(servers):
    for each in servers:
        each.stop()
    with pytest.raises(AssistantAway):
        asked(servers, PEOPLE[:1])


def test_all_are_told_to_forget(servers):
    async def forget() -> None:
        assistant = Assistant(",".join(each.url for each in servers), TOKEN)
        await assistant.forget("somebody")
        assert await assistant.is_ready()
        await assistant.close()

    asyncio.run(forget())
    assert [each.forgotten for each in servers] == [["somebody"], ["somebody"]]
