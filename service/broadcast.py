"""`./thuso broadcast`: notices to many from the command line; the console shows the same rows."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from registry.database import Database
from registry.models import Broadcast
from registry.services.audience import LOCALES
from registry.services.broadcasts import drafts, life, numbers, preview, reports
from registry.services.broadcasts.drafts import Draft, Refused, Template
from registry.services.broadcasts.preview import Preview
from registry.services.broadcasts.reports import Report
from service.running import find
from service.settings import BadSettings, Settings
from service.storage import open_database, settings_for
from service.up import tell

FILTERS = ("language", "spelling", "country", "district", "place", "sector", "interest")
WORDS = {"country": "countries", "spelling": "spellings"}
BAR = 30
WHY = {
    "held": "they asked for no messages, or must not be written to",
    "no_number": "no number that works",
    "country": "in a country that we do not send to",
    "opted_out": "they ended notices",
    "no_consent": "they never asked for notices",
    "no_template": "only on WhatsApp, outside the 24 hours, and the notice has no template",
    "cancelled": "it was cancelled first",
}


def add_words(commands: Any) -> None:
    """What can be said after `./thuso broadcast`."""
    root = commands.add_parser("broadcast", help="send a notice to many: new, preview, approve, send, report")
    verbs = root.add_subparsers(dest="verb", metavar="VERB", required=True)

    def verb(name: str, run: Callable[..., int], help: str, *, of_one: bool = True) -> argparse.ArgumentParser:
        one: argparse.ArgumentParser = verbs.add_parser(name, help=help)
        if of_one:
            one.add_argument("broadcast", type=int, help="its number")
        one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
        one.set_defaults(run=run)
        return one

    one = verb("new", _run(new), "draft a notice", of_one=False)
    one.add_argument("--title", required=True, help="for officers only")
    for locale in LOCALES:
        one.add_argument(f"--{locale}", required=True, metavar="TEXT", help=f"the text in {locale}; @FILE reads a file")
    one.add_argument("--officer", required=True, help="who writes it")
    one.add_argument("--topic", default="notices", help="a topic or family: who has ended those notices is left out")
    for name in FILTERS:
        one.add_argument(f"--{name}", action="append", default=[], help="only these; may be said again")
    one.add_argument("--numbers", metavar="FILE", help="a CSV file of numbers: only these")
    one.add_argument("--channel", action="append", choices=("sms", "whatsapp"), help="in order of preference")
    one.add_argument("--template", action="append", default=[], metavar="LOCALE=HX...", help="WhatsApp template")
    one.add_argument("--variables", default="{}", metavar="JSON", help="the templates' variables")
    one.add_argument("--life-safety", action="store_true", help="leaves at night too")
    verb("list", _run(listing), "the newest broadcasts", of_one=False)
    verb("show", _run(show), "one broadcast and its wordings")
    verb("preview", _run(look_ahead), "how many, who not and why, segments, price, how long")
    for name, help in (("approve", "answer for it as a second officer"), ("send", "let it begin in a minute")):
        verb(name, _run({"approve": approve, "send": send}[name]), help).add_argument("--officer", required=True)
    one = verbs.choices["send"]
    one.add_argument("--at", metavar="TIME", help="begin then: 2026-12-01T09:00+02:00")
    one.add_argument("--now", action="store_true", help="begin at once, with no minute to undo it")
    one.add_argument("--watch", action="store_true", help="show how it goes until it ends")
    for name, step in STEPS.items():
        verb(name, _run(_step(step)), HELP[name])
    verb("watch", _run(watch), "show how it goes until it ends")
    verb("report", _run(report), "how many by status and reason")
    verb("export", _run(export), "the report as CSV, without numbers").add_argument("file", help="- is standard output")


STEPS: dict[str, Callable[..., Broadcast]] = {
    "undo": life.undo,
    "pause": life.pause,
    "resume": life.resume,
    "cancel": life.cancel,
}
HELP = {
    "undo": "take `send` back before it begins",
    "pause": "let nothing more leave for now",
    "resume": "go on where it was",
    "cancel": "end it for good",
}


def _run(do: Callable[[argparse.Namespace, Database, Settings], int]) -> Callable[[argparse.Namespace], int]:
    def run(arguments: argparse.Namespace) -> int:
        try:
            settings = settings_for(arguments.data)
            return do(arguments, open_database(settings), settings)
        except (BadSettings, Refused) as error:
            tell(f"thuso: {error}")
        except (OSError, UnicodeDecodeError) as error:
            name = getattr(error, "filename", None) or "the file"
            tell(f"thuso: {name} cannot be read or written: {getattr(error, 'strerror', None) or 'it is not UTF-8'}")
        return 1

    return run


def new(arguments: argparse.Namespace, database: Database, settings: Settings) -> int:
    """Write a draft, with its list of numbers where there is one."""
    lines = None
    if arguments.numbers:
        lines = Path(arguments.numbers).read_text("utf-8-sig").splitlines(keepends=True)
    draft = Draft(
        title=arguments.title,
        texts={locale: _text(getattr(arguments, locale)) for locale in LOCALES},
        officer=arguments.officer,
        topic=arguments.topic,
        audience={WORDS.get(name, f"{name}s"): values for name in FILTERS if (values := getattr(arguments, name))},
        channels=arguments.channel or ["whatsapp", "sms"],
        templates=_templates(arguments),
        is_life_safety=arguments.life_safety,
    )
    with database.write() as session:
        broadcast = drafts.create(session, draft)
        listed = numbers.choose(session, settings.vault(), broadcast, lines) if lines is not None else None
        number, code = broadcast.id, broadcast.code
    if listed:
        for line, problem in listed.problems:
            print(f"{arguments.numbers}:{line}: {problem}")
        tell(
            f"{listed.lines} lines: {listed.found} people, {listed.duplicates} named again, {listed.refused} refused, "
            f"{listed.unknown} unknown to us: nobody gets a notice who has not asked for notices."
        )
    print(f"Broadcast {number}, code {code}. Next: ./thuso broadcast preview {number}")
    return 0


def _text(given: str) -> str:
    return Path(given[1:]).read_text("utf-8") if given.startswith("@") else given


def _templates(arguments: argparse.Namespace) -> dict[str, Template]:
    try:
        variables = {str(name): str(value) for name, value in json.loads(arguments.variables).items()}
    except (ValueError, AttributeError):
        raise Refused("--variables must be a JSON object") from None
    found = {}
    for each in arguments.template:
        locale, _, content_sid = each.partition("=")
        found[locale] = Template(content_sid, variables)
    return found


def listing(arguments: argparse.Namespace, database: Database, settings: Settings) -> int:
    """The newest, one a line."""
    with database.read() as session:
        found = life.newest(session)
    for each in found:
        print(_line(each))
    if not found:
        tell("There is no broadcast yet: ./thuso broadcast new --help")
    return 0


def _line(each: Broadcast) -> str:
    when = each.starts_at.strftime("%Y-%m-%d %H:%M UTC") if each.starts_at else "-"
    because = f" ({each.because}{f' {each.error_code}' if each.error_code else ''})" if each.because else ""
    return f"{each.id:>5}  {each.code}  {each.status + because:<24}  {when:<20}  {each.people:>7}  {each.title}"


def show(arguments: argparse.Namespace, database: Database, settings: Settings) -> int:
    """One broadcast as it will leave."""
    with database.read() as session:
        broadcast = life.get(session, arguments.broadcast)
        notices = drafts.notices_of(session, broadcast.id)
    print(_line(broadcast))
    print(f"       written by {broadcast.created_by}, approved by {broadcast.approved_by or 'nobody yet'}")
    print(f"       for {json.dumps(broadcast.audience) if broadcast.audience else 'everybody who asked for notices'}")
    for each in notices:
        size = f"{each.segments} segment(s)" if each.channel == "sms" else each.content_sid or "no template"
        print(f"\n[{each.locale}, {each.channel}, {size}]\n{each.text}")
    return 0


def look_ahead(arguments: argparse.Namespace, database: Database, settings: Settings) -> int:
    """What would happen if it left now."""
    with database.read() as session:
        seen = preview.preview(session, life.get(session, arguments.broadcast), settings.terms())
    for line in previewed(seen):
        print(line)
    return 0


def previewed(seen: Preview) -> list[str]:
    """A preview, line by line."""
    by = ", ".join(f"{name} {number:,}" for name, number in seen.by_country.most_common())
    each = ", ".join(f"{locale} {count}" for locale, count in sorted(seen.segments_each.items()))
    lines = [
        f"People        {seen.people:,}" + (f"   ({by})" if by else ""),
        f"SMS           {seen.sms:,} in {seen.segments:,} segments (each: {each})",
        f"WhatsApp      {seen.whatsapp:,} within 24 hours of their last message, {seen.templates:,} by template",
        f"Price         M{seen.price:,.2f} (R{seen.price:,.2f})",
        f"Duration      {_duration(seen.seconds)} at the configured pace",
    ]
    if seen.asleep:
        lines.append(f"At night      {seen.asleep:,} would wait for their morning if it left now")
    if seen.template_room is not None:
        lines.append(
            f"Daily limit   room for {seen.template_room:,} by template today; {seen.template_days} day(s) in all"
        )
    for reason, number in seen.left_out.most_common():
        lines.append(f"Left out      {number:,}: {WHY.get(reason, reason)}")
    return lines


def _duration(seconds: float) -> str:
    return str(dt.timedelta(seconds=round(seconds)))


def approve(arguments: argparse.Namespace, database: Database, settings: Settings) -> int:
    """Answer for it."""
    with database.write() as session:
        print(_line(life.approve(session, arguments.broadcast, arguments.officer)))
    return 0


def send(arguments: argparse.Namespace, database: Database, settings: Settings) -> int:
    """Let it begin."""
    try:
        at = dt.datetime.fromisoformat(arguments.at) if arguments.at else None
    except ValueError:
        raise Refused("--at is a time as 2026-12-01T09:00+02:00") from None
    if at is not None and at.tzinfo is None:
        raise Refused("--at needs its time zone: 2026-12-01T09:00+02:00")
    with database.write() as session:
        broadcast = life.send(session, arguments.broadcast, arguments.officer, at=at, is_now=arguments.now)
        print(_line(broadcast))
    if not arguments.now:
        tell(f"Until then: ./thuso broadcast undo {arguments.broadcast}")
    if find(settings.thuso_data) is None and not settings.database_url:
        tell("The service is not running here: it leaves when ./thuso up runs.")
    return watch(arguments, database, settings) if arguments.watch else 0


def _step(step: Callable[..., Broadcast]) -> Callable[[argparse.Namespace, Database, Settings], int]:
    def run(arguments: argparse.Namespace, database: Database, settings: Settings) -> int:
        with database.write() as session:
            print(_line(step(session, arguments.broadcast)))
        return 0

    return run


def watch(arguments: argparse.Namespace, database: Database, settings: Settings) -> int:
    """A bar until it is over or paused."""
    is_terminal = sys.stderr.isatty()
    while True:
        with database.read() as session:
            broadcast = life.get(session, arguments.broadcast)
            found = reports.report(session, broadcast.id)
        line = bar(broadcast, found)
        print(f"\r{line}" if is_terminal else line, end="" if is_terminal else "\n", file=sys.stderr, flush=True)
        if life.is_over(broadcast) or broadcast.status not in ("scheduled", "running"):
            if is_terminal:
                print(file=sys.stderr)
            return 0
        time.sleep(1.0 if is_terminal else 5.0)


def bar(broadcast: Broadcast, found: Report) -> str:
    """How far it is, on one line."""
    ended = found.total - found.open
    filled = BAR * ended // found.total if found.total else 0
    failed = found.statuses["failed"]
    return (
        f"[{'#' * filled}{'.' * (BAR - filled)}] {ended:,}/{found.total:,}  reached {found.reached:,}  "
        f"failed {failed:,}  {broadcast.status}"
    )


def report(arguments: argparse.Namespace, database: Database, settings: Settings) -> int:
    """Counts by status and reason."""
    with database.read() as session:
        broadcast = life.get(session, arguments.broadcast)
        found = reports.report(session, broadcast.id)
    print(_line(broadcast))
    for status, number in sorted(found.statuses.items()):
        if number:
            print(f"  {status:<10} {number:>9,}")
            for (of, reason), count in sorted(found.reasons.items()):
                if of == status:
                    print(f"    {count:>13,}  {WHY.get(reason, reason)}")
    print(f"  {found.segments:,} segments handed over; channels: {dict(found.channels)}")
    return 0


def export(arguments: argparse.Namespace, database: Database, settings: Settings) -> int:
    """One line a recipient."""
    with database.read() as session:
        broadcast = life.get(session, arguments.broadcast)
    if arguments.file == "-":
        for piece in reports.export(database, broadcast.id):
            sys.stdout.write(piece)
        return 0
    with Path(arguments.file).open("w", encoding="utf-8", newline="") as file:
        for piece in reports.export(database, broadcast.id):
            file.write(piece)
    return 0
