"""`./thuso duty`: who is told of alarms, in which order. Names and numbers are asked for, never on the command line."""

from __future__ import annotations

import argparse

from gateway.reach import is_number
from registry.database import Database
from registry.services import duty as kept
from registry.services.duty import Place
from registry.vault import Vault
from service.settings import BadSettings
from service.storage import open_database, settings_for
from service.up import tell


class Unclear(Exception):
    """One line: what to say instead."""


def duty(arguments: argparse.Namespace) -> int:
    """Do what was asked; the exit status."""
    try:
        settings = settings_for(arguments.data)
        database, vault = open_database(settings), settings.vault()
        if arguments.what == "list":
            return _list(database, vault)
        if arguments.what == "add":
            return _add(database, vault)
        return _change(database, arguments.what, [_whole(each) for each in arguments.rest])
    except (BadSettings, Unclear) as error:
        tell(f"thuso: {error}")
        return 1


def _list(database: Database, vault: Vault) -> int:
    with database.read() as session:
        places = kept.places(session, vault)
    for place in places:
        print(_line(place))
    if not any(place.is_on_duty for place in places):
        tell("Nobody is on duty: nobody would be told of an alarm. ./thuso duty add")
    return 0


def _line(place: Place) -> str:
    number = f"...{place.number[-3:]}" if place.number else "-"
    mail = f"...@{place.email.rpartition('@')[2]}" if place.email else "-"
    return f"{place.id:>4}  {place.name:<24}  {'on' if place.is_on_duty else 'off':<4}  {number:<8}  {mail}"


def _add(database: Database, vault: Vault) -> int:
    name = input("Name: ").strip()
    number = input("Number, as +266 and the rest (empty: none): ").strip().replace(" ", "")
    email = input("E-mail (empty: none): ").strip()
    if len(name) < 2:
        raise Unclear("a place needs a name")
    if number and not is_number(number):
        raise Unclear("write the number in international form, as +266 and the rest")
    if email and (email.count("@") != 1 or any(each.isspace() for each in email)):
        raise Unclear("that is no e-mail address")
    if not number and not email:
        raise Unclear("a place needs a number or an e-mail address")
    with database.write() as session:
        row = kept.add(session, vault, name, number=number or None, email=email or None)
    tell(f"Place {row.id} is last on the list and on duty.")
    return 0


def _change(database: Database, what: str, numbers: list[int]) -> int:
    if len(numbers) != (2 if what == "move" else 1):
        raise Unclear("say which: ./thuso duty on|off|remove PLACE, or ./thuso duty move PLACE POSITION")
    with database.write() as session:
        if what == "remove":
            found = kept.remove(session, numbers[0])
        elif what == "move":
            found = kept.change(session, numbers[0], position=numbers[1])
        else:
            found = kept.change(session, numbers[0], is_on_duty=what == "on")
    if not found:
        raise Unclear(f"there is no place {numbers[0]}: ./thuso duty list")
    return 0


def _whole(text: str) -> int:
    if not text.isdigit():
        raise Unclear(f"{text} is no number of a place: ./thuso duty list")
    return int(text)
