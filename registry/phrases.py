"""The service's own phrases, through gettext: English stands in the code, one domain for each place that speaks."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).resolve().parent.parent / "locales"


def N_(text: str) -> str:
    """Mark `text` for extraction; it is translated where it is said."""
    return text


@cache
def catalogue(domain: str, locale: str) -> gettext.NullTranslations:
    """The phrases of one domain in one locale; English where nothing is translated."""
    return gettext.translation(domain, LOCALES, [locale], fallback=True)
