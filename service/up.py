"""`./thuso up`: set up what is missing and run everything until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time

from service.model import Untrainable
from service.processes import NotStarted
from service.settings import BadSettings
from service.stack import running_stack
from service.storage import settings_for


def tell(words: str) -> None:
    """Progress, for people."""
    print(words, file=sys.stderr, flush=True)


def up(arguments: argparse.Namespace) -> int:
    """Run until Ctrl-C or SIGTERM."""
    began = time.monotonic()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        settings = settings_for(arguments.data)
        with running_stack(settings, arguments.port, tell) as running:
            tell(f"Ready after {time.monotonic() - began:.0f} s.\n")
            if settings.has_phone:
                print(f"  Telephone  {running.url}/phone")
            print(f"  Console    {running.url}/console")
            print(f"  Health     {running.url}/healthz")
            if settings.has_twilio:
                print(f"  Twilio     {settings.public}/twilio/messages")
            print("\nCtrl-C stops everything.", flush=True)
            while not stop.wait(0.5):
                pass
            tell("Stopping ...")
    except (BadSettings, NotStarted, Untrainable) as error:
        tell(f"thuso: {error}")
        return 1
    return 0
