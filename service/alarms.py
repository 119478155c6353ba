"""`./thuso alarms`: who may be in danger, until the console shows it."""

from __future__ import annotations

import argparse

from registry.database import Database
from registry.models import Alarm, Telling
from registry.models.base import now
from registry.services import alarms as kept
from registry.services import duty
from service.settings import BadSettings
from service.storage import open_database, settings_for
from service.up import tell


def alarms(arguments: argparse.Namespace) -> int:
    """List the alarms that nobody has acknowledged, or acknowledge one."""
    try:
        database = open_database(settings_for(arguments.data))
    except BadSettings as error:
        tell(f"thuso: {error}")
        return 1
    if arguments.acknowledge is not None:
        return _acknowledge(database, arguments.acknowledge, arguments.officer)
    with database.read() as session:
        waiting = [(alarm, duty.tellings(session, alarm.id)) for alarm in kept.waiting(session)]
    for alarm, told in waiting:
        print(f"{_line(alarm)}; {_told(told)}")
    if not waiting:
        tell("No alarm waits.")
    return 0


def _acknowledge(database: Database, number: int, officer: str) -> int:
    if len(officer) < 2:
        tell("thuso: say who takes the alarm on: --officer NAME")
        return 1
    with database.write() as session:
        alarm = kept.acknowledge(session, number, officer)
        if alarm is None:
            tell(f"thuso: there is no alarm {number}")
            return 1
        print(_line(alarm))
    return 0


def _line(alarm: Alarm) -> str:
    minutes = int(kept.clock(alarm, now()).total_seconds() // 60)
    taken = (
        f"taken on by {alarm.acknowledged_by} after {minutes} min" if alarm.acknowledged_at else f"waits {minutes} min"
    )
    if alarm.repeats:
        taken = f"cried {alarm.repeats + 1} times; {taken}"
    when = alarm.raised_at.strftime("%Y-%m-%d %H:%M UTC")
    if alarm.wants_call:
        taken = f"asks to be called, safe at {alarm.call_time or 'any time'}; {taken}"
    return f"{alarm.id:>5}  {when}  {alarm.category:<10}  {alarm.country or '??'}  {taken}"


def _told(tellings: list[Telling]) -> str:
    places = len({(each.duty_id, each.round) for each in tellings})
    return f"{places} told" if places else "nobody has been told"
