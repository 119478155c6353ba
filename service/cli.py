"""The one command's words."""

from __future__ import annotations

import argparse
import sys

from service import ask, up


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
