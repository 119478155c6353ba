"""`./thuso alarms`: who may be in danger, until the console shows it."""

from __future__ import annotations

import argparse

from registry.database import Database
from registry.models import Alarm
from registry.services import alarms as kept
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
        waiting = kept.waiting(session)
    for alarm in waiting:
        print(_line(alarm))
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
    taken = f"taken on by {alarm.acknowledged_by}" if alarm.acknowledged_at else "waits"
    when = alarm.raised_at.strftime("%Y-%m-%d %H:%M UTC")
    if alarm.wants_call:
        taken = f"asks to be called, safe at {alarm.call_time or 'any time'}; {taken}"
    return f"{alarm.id:>5}  {when}  {alarm.category:<10}  {alarm.country or '??'}  {taken}"
