"""`./thuso cases`: the cases that wait, one case, another status, an export."""

from __future__ import annotations

import argparse
import sys

from registry.models import Case
from registry.services import cases as kept
from registry.services.cases import BadChange, Filters, NoSuchCase, Seen
from service.settings import BadSettings, Settings
from service.storage import open_database, settings_for
from service.up import tell


def add_cases(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and its words."""
    one = commands.add_parser("cases", help="list, show, export cases, or change the status of one")
    what = one.add_subparsers(dest="what", required=True)
    listed = what.add_parser("list", help="the open ones, the longest waiting first")
    listed.add_argument("--mission", help="of one mission, as consulate-welkom")
    listed.add_argument("--status", choices=kept.STATUSES)
    listed.add_argument("--all", action="store_true", help="the closed ones as well")
    listed.add_argument("--limit", type=int, default=50)
    shown = what.add_parser("show", help="one case with what the person told")
    shown.add_argument("case", type=int, help="the number in the first column of the list")
    status = what.add_parser("status", help="change the status; the person is told")
    status.add_argument("case", type=int)
    status.add_argument("status", choices=kept.STATUSES)
    status.add_argument("--officer", required=True, help="who changes it")
    status.add_argument("--note", default="", help="for officers only")
    exported = what.add_parser("export", help="CSV: codes and times, no word of a person")
    for each in (listed, shown, status, exported):
        each.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
        each.set_defaults(run=cases)


def cases(arguments: argparse.Namespace) -> int:
    """Do it; 1 with one line when it cannot be done."""
    try:
        settings = settings_for(arguments.data)
        return _DO[arguments.what](settings, arguments)
    except BadSettings as error:
        tell(f"thuso: {error}")
    except NoSuchCase as error:
        tell(f"thuso: there is no case {error}")
    except BadChange as error:
        tell(f"thuso: {error}")
    return 1


def _list(settings: Settings, arguments: argparse.Namespace) -> int:
    is_open = None if arguments.all or arguments.status else True
    filters = Filters(arguments.mission, status=arguments.status, is_open=is_open, limit=arguments.limit)
    with open_database(settings).read() as session:
        found = kept.list_cases(session, filters)
    for each in found:
        print(_line(each))
    if not found:
        tell("No case waits.")
    return 0


def _show(settings: Settings, arguments: argparse.Namespace) -> int:
    with open_database(settings).read() as session:
        print(_told(kept.case(session, settings.vault(), arguments.case)))
    return 0


def _status(settings: Settings, arguments: argparse.Namespace) -> int:
    vault = settings.vault()
    with open_database(settings).write() as session:
        changed = kept.change_status(
            session, vault, arguments.case, arguments.status, arguments.officer, arguments.note
        )
        print(_line(changed))
    return 0


def _export(settings: Settings, arguments: argparse.Namespace) -> int:
    with open_database(settings).read() as session:
        sys.stdout.writelines(kept.export(session))
    return 0


def _line(case: Case) -> str:
    opened = case.opened_at.strftime("%Y-%m-%d")
    return f"{case.id:>5}  {case.reference}  {opened}  {case.kind:<12}  {case.status:<14}  {case.mission}/{case.unit}"


def _told(seen: Seen) -> str:
    lines = [_line(seen.case), *(f"  {field}: {value}" for field, value in seen.details.items() if field != "said")]
    lines += [f"  said: {text}" for text in seen.details.get("said", [])]
    lines += [f"  last day ({each.code}): {each.due_on} from {', '.join(each.facts)}" for each in seen.deadlines]
    for event, text in seen.events:
        lines.append(f"  {event.at:%Y-%m-%d %H:%M} {event.kind} {event.value or ''} {text or ''}".rstrip())
    return "\n".join(lines)


_DO = {"list": _list, "show": _show, "status": _status, "export": _export}
