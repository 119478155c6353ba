"""`python -m service.prepare`: the database migrated and the content loaded, once, before several services start."""

from __future__ import annotations

import sys

from service.processes import NotStarted
from service.settings import BadSettings, read_settings
from service.stack import prepare
from service.up import tell


def main() -> int:
    """The exit status; a failure is one line."""
    try:
        prepare(read_settings(), tell)
    except (BadSettings, NotStarted) as error:
        tell(f"thuso: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
