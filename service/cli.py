"""The one command's words."""

from __future__ import annotations

import argparse
import sys

from service import (
    alarms,
    applications,
    ask,
    backup,
    benches,
    breach,
    broadcast,
    content,
    demo,
    duty,
    evaluate,
    forget,
    inbox,
    keys,
    lessons,
    officer,
    recruiters,
    screenshots,
    statistics,
    testing,
    transcripts,
    up,
)
from service.cases import add_cases


def parser() -> argparse.ArgumentParser:
    """What can be said to `./thuso`."""
    root = argparse.ArgumentParser(
        prog="./thuso", description="Thuso: a text in Sesotho or English, a true answer back."
    )
    commands = root.add_subparsers(dest="command", metavar="COMMAND")

    one = commands.add_parser("up", help="set up what is missing and run everything until Ctrl-C")
    one.add_argument("--port", type=int, default=8000, help="where to listen (default 8000)")
    one.add_argument("--data", metavar="DIR", help="where to keep database, keys and logs (default var/)")
    one.set_defaults(run=up.up)

    one = commands.add_parser("ask", help="ask one question, or a file of questions, without storing anything")
    one.add_argument("text", nargs="?", help="the question")
    one.add_argument("--json", action="store_true", help="one JSON object a line")
    one.add_argument("--channel", choices=("sms", "whatsapp"), default="sms")
    one.add_argument("--from", dest="number", default="", metavar="NUMBER", help="whose telephone, as +27...")
    one.add_argument("--file", metavar="FILE", help="a CSV file with a column `text`; each line its own conversation")
    one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
    one.set_defaults(run=ask.ask)

    one = commands.add_parser("talk", help="talk with the assistant here in the terminal")
    one.add_argument("--channel", choices=("sms", "whatsapp"), default="sms")
    one.add_argument("--from", dest="number", default="", metavar="NUMBER", help="whose telephone, as +27...")
    one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
    one.set_defaults(run=ask.talk)

    one = commands.add_parser("test", help="run every check and every test")
    one.add_argument("pytest", nargs="*", help="words for pytest, after --")
    one.set_defaults(run=testing.test)

    one = commands.add_parser("content", help="check, count, tidy, export or import the answers and facts")
    one.add_argument("what", choices=("check", "table", "format", "export", "import"))
    one.add_argument("rest", nargs="*", help="DIR for export and import; options of check")
    one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
    one.set_defaults(run=content.content)

    one = commands.add_parser("alarms", help="show the alarms that wait, and take one on")
    one.add_argument("--acknowledge", type=int, metavar="ALARM", help="the number of the alarm you take on")
    one.add_argument("--officer", default="", help="who takes it on")
    one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
    one.set_defaults(run=alarms.alarms)

    one = commands.add_parser("applications", help="how far applications and claims are (docs/applications.md)")
    one.add_argument("what", choices=("import", "pull"), help="import a CSV file, or pull from APPLICATIONS_URL")
    one.add_argument("file", nargs="?", help="with the columns kind, reference, status, place, status_on")
    one.add_argument("--since", metavar="DATE", help="pull only what changed on or after this day")
    one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
    one.set_defaults(run=applications.applications)

    one = commands.add_parser("lessons", help="what officers taught: list, or learn when nothing gets worse by it")
    one.add_argument("what", choices=("list", "learn"))
    one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
    one.set_defaults(run=lessons.lessons)

    one = commands.add_parser("demo", help="fill a separate database with a fictional week (default var/demo)")
    one.add_argument("--data", metavar="DIR", help="where (must be empty)")
    one.set_defaults(run=demo.demo)

    one = commands.add_parser("screenshots", help="a picture of every page of the console, with the fictional week")
    one.add_argument("directory", nargs="?", default="var/screenshots", help="where to put them")
    one.set_defaults(run=screenshots.screenshots)

    one = commands.add_parser("officer", help="accounts of the console: add NAME, list, close NAME, log")
    one.add_argument("what", choices=("add", "list", "close", "log"))
    one.add_argument("name", nargs="?", default="", help="small letters, for example mpho.k")
    one.add_argument("--role", choices=officer.ROLES, default="administrator")
    one.add_argument("--mission", default="", help="where the officer works")
    one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
    one.set_defaults(run=officer.officer)

    one = commands.add_parser("duty", help="who is told of alarms: list, add, on, off, move, remove")
    one.add_argument("what", choices=("list", "add", "on", "off", "move", "remove"))
    one.add_argument("rest", nargs="*", help="the number of a place; for move its new position too")
    one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
    one.set_defaults(run=duty.duty)

    one = commands.add_parser("keys", help="the keys that lock people's data: list, or rotate to a new one")
    one.add_argument("what", choices=("list", "rotate"))
    one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
    one.set_defaults(run=keys.keys)

    one = commands.add_parser("forget", help="forget somebody who asks for it at a mission, or look up a receipt")
    one.add_argument("--receipt", default="", metavar="CODE", help="whether the wish of a receipt has been fulfilled")
    one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
    one.set_defaults(run=forget.forget)

    one = commands.add_parser("breach-report", help="whom a breach of data concerned, as CSV")
    one.add_argument("--since", metavar="TIME", help="only what came after, as 2026-11-22T14:00 (UTC); else everything")
    one.add_argument("--until", metavar="TIME", help="only what came before; default: now")
    one.add_argument("--table", action="append", metavar="TABLE", help="only this table; may be said several times")
    one.add_argument("--numbers", action="store_true", help="with the numbers of those who have to be told")
    one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
    one.set_defaults(run=breach.breach_report)

    broadcast.add_words(commands)
    for each in (inbox, recruiters, statistics, transcripts):
        each.add_words(commands)

    one = commands.add_parser("backup", help="copy both databases into a new directory, while everything runs")
    one.add_argument("directory", metavar="DIR", help="where to; the keys are not put there")
    one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
    one.set_defaults(run=backup.backup)

    one = commands.add_parser("restore", help="put a backup in the place of the databases; the service is stopped")
    one.add_argument("directory", metavar="DIR", help="a directory that backup made")
    one.add_argument("--data", metavar="DIR", help=argparse.SUPPRESS)
    one.set_defaults(run=backup.restore)

    one = commands.add_parser("evaluate", help="measure how well people are understood; write a report")
    one.add_argument("--check", action="store_true", help="only compare with the committed summary, quickly")
    one.add_argument("--accept", action="store_true", help="write the committed summary anew")
    one.set_defaults(run=evaluate.evaluate)

    add_cases(commands)

    one = commands.add_parser("bench", help="measure: load (default)")
    one.add_argument("what", nargs="?", choices=tuple(benches.BENCHES), default="load")
    one.add_argument("rest", nargs=argparse.REMAINDER, help="words for the benchmark, as --help")
    one.set_defaults(run=benches.bench)
    return root


def main() -> int:
    """Run one command; its exit status."""
    arguments = parser().parse_args()
    if arguments.command is None:
        parser().print_help()
        return 0
    return int(arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())
