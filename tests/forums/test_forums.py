"""Seats, the waiting list, reminders: counted in rows, also when many answer at once."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import select

from registry.content import load
from registry.models import Contact, Forum, Reminder
from registry.models.base import new_id
from registry.services import forums
from tests.conftest import SMALL_CONTENT

TODAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)


def forum(town: str = "Welkom", day: dt.date = dt.date(2026, 12, 5), seats: int | None = None) -> Forum:
    return Forum(
        code=f"fictional-{town.lower()}",
        name={"en": f"Forum in {town}", "st_LS": f"Pitso ea {town}", "st_ZA": f"Pitso ya {town}"},
        date=day,
        time="10:00",
        town=town,
        country="ZA",
        venue="Hall",
        seats=seats,
        taken=0,
    )


def people(session, count: int) -> list[str]:
    met = [Contact(id=new_id(), country="ZA") for _ in range(count)]
    session.add_all(met)
    session.flush()
    return [each.id for each in met]


@pytest.fixture
def session(database):
    with database.write() as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def welkom(session) -> Forum:
    made = forum(seats=2)
    session.add(made)
    session.flush()
    return made


def waiting_reminders(session, contact_id: str) -> list[tuple[str, dt.datetime]]:
    rows = session.scalars(
        select(Reminder).where(Reminder.contact_id == contact_id, Reminder.settled_at.is_(None)).order_by(Reminder.id)
    )
    return [(row.code, row.due_at) for row in rows]


def test_two_seats_and_a_waiting_list(session, welkom):
    first, second, third, fourth = people(session, 4)
    states = [forums.come(session, welkom, each, NOW).state for each in (first, second, third, fourth)]
    assert states == ["coming", "coming", "waiting", "waiting"]
    assert forums.come(session, welkom, third, NOW) == forums.Answered("waiting", is_new=False)
    forums.stay_away(session, welkom, first, NOW)
    assert forums.counted(session, welkom) == {"coming": 2, "waiting": 1, "cancelled": 1}
    assert [state for _, state in forums.of_contact(session, third, TODAY)] == ["coming"]
    assert ("forum.seat", NOW) in waiting_reminders(session, third)
    assert forums.seats_left(welkom) == 0


def test_who_comes_back_goes_to_the_end_of_the_list(session, welkom):
    first, second, third = people(session, 3)
    for each in (first, second, third):
        forums.come(session, welkom, each, NOW)
    forums.stay_away(session, welkom, first, NOW)
    assert forums.come(session, welkom, first, NOW + dt.timedelta(hours=1)).state == "waiting"


def test_whoever_only_waited_frees_no_seat(session, welkom):
    first, second, third, fourth = people(session, 4)
    for each in (first, second, third, fourth):
        forums.come(session, welkom, each, NOW)
    forums.stay_away(session, welkom, third, NOW)
    assert forums.counted(session, welkom) == {"coming": 2, "waiting": 1, "cancelled": 1}
    assert welkom.taken == 2


def test_the_seat_of_somebody_who_is_forgotten_is_free_again(session, welkom):
    first, second, third = people(session, 3)
    for each in (first, second, third):
        forums.come(session, welkom, each, NOW)
    session.flush()
    session.delete(session.get_one(Contact, first))
    session.flush()
    assert forums.recount(session, TODAY, NOW) == 1
    assert forums.counted(session, welkom) == {"coming": 2, "waiting": 0, "cancelled": 0}
    assert forums.recount(session, TODAY, NOW) == 0


def test_the_reminder_is_for_the_day_before_on_the_clock_of_the_place(session, welkom):
    (thabo,) = people(session, 1)
    forums.come(session, welkom, thabo, NOW)
    assert waiting_reminders(session, thabo) == [("forum.tomorrow", dt.datetime(2026, 12, 4, 7, tzinfo=dt.UTC))]
    forums.stay_away(session, welkom, thabo, NOW)
    assert waiting_reminders(session, thabo) == []


def test_nobody_is_reminded_of_a_day_before_that_is_over(session):
    tomorrow = forum(day=TODAY + dt.timedelta(days=1))
    session.add(tomorrow)
    (thabo,) = people(session, 1)
    forums.come(session, tomorrow, thabo, NOW)
    assert waiting_reminders(session, thabo) == []


def test_more_seats_are_given_to_who_waits_and_reminders_follow_a_new_day(session, welkom):
    first, second, third = people(session, 3)
    for each in (first, second, third):
        forums.come(session, welkom, each, NOW)
    welkom.seats, welkom.date = 10, dt.date(2026, 12, 12)
    assert forums.change(session, welkom, NOW) == 1
    assert forums.counted(session, welkom)["coming"] == 3
    assert waiting_reminders(session, first) == [("forum.tomorrow", dt.datetime(2026, 12, 11, 7, tzinfo=dt.UTC))]


def test_a_forum_that_is_called_off_is_told_to_who_comes_and_who_waits(session, welkom):
    first, second, third = people(session, 3)
    for each in (first, second, third):
        forums.come(session, welkom, each, NOW)
    assert forums.call_off(session, welkom, NOW) == 3
    for each in (first, second, third):
        assert [code for code, _ in waiting_reminders(session, each)] == ["forum.called_off"]
    assert forums.upcoming(session, TODAY) == [each for each in forums.upcoming(session, TODAY) if each is not welkom]
    with pytest.raises(forums.NoSuchForum):
        forums.by_code(session, welkom.code, TODAY)


@pytest.mark.parametrize(
    ("text", "towns"),
    [
        ("COMING Welkom", ["Welkom"]),
        ("I will come to the forum in rustenberg", ["Rustenburg"]),
        ("kea tla WELKOM", ["Welkom"]),
        ("fictional-welkom", ["Welkom"]),
        ("I am coming", ["Welkom", "Rustenburg"]),
        ("I come from Mafeteng", ["Welkom", "Rustenburg"]),
    ],
)
def test_a_forum_is_named_by_its_town(session, welkom, text, towns):
    session.execute(Forum.__table__.delete().where(Forum.id != welkom.id))
    session.add(forum("Rustenburg", dt.date(2026, 12, 12)))
    session.flush()
    assert [each.town for each in forums.named(session, text, TODAY)] == towns


def test_the_last_seats_are_never_given_twice(database_file):
    with database_file().write() as session:
        session.add(forum(seats=5))
        ids = people(session, 24)
    answers: list[str] = []

    def answer(mine: list[str]) -> None:
        own = database_file()
        for contact_id in mine:
            with own.write() as session:
                made = session.scalars(select(Forum).where(Forum.code == "fictional-welkom")).one()
                answers.append(forums.come(session, made, contact_id).state)

    together = [threading.Thread(target=answer, args=(ids[at::6],)) for at in range(6)]
    for each in together:
        each.start()
    for each in together:
        each.join()
    assert sorted(answers) == ["coming"] * 5 + ["waiting"] * 19
    with database_file().read() as session:
        made = session.scalars(select(Forum).where(Forum.code == "fictional-welkom")).one()
        assert (made.taken, forums.counted(session, made)["coming"]) == (5, 5)


def test_forums_of_the_files_come_once_and_what_officers_changed_stays(session):
    described = load(SMALL_CONTENT).forums
    codes = {each.id for each in described}
    assert codes, "the small content has a forum"
    assert forums.load(session, described) == 0, "they came with the content"
    row = session.scalars(select(Forum).where(Forum.code.in_(codes))).first()
    row.origin, row.venue = "officer", "Another hall"
    forums.load(session, described)
    assert row.venue == "Another hall"
