"""`python -m bot run|train|data validate|test ...`: Rasa's own command line, made light and quiet."""

from __future__ import annotations

import os
import sys
import warnings

QUIET = {
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "RASA_TELEMETRY_ENABLED": "false",
    "SANIC_SERVER_HOST": "127.0.0.1",
}


def main() -> None:
    """Hand over to Rasa."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    warnings.simplefilter("ignore")
    from bot import light

    if not light.is_stock():
        light.install()
    from bot import apart, quick

    apart.install()
    quick.install()
    from rasa.__main__ import main as rasa_main

    sys.exit(rasa_main())


if __name__ == "__main__":
    main()
