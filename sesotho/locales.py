"""The three written languages of the package and what they are called."""

from typing import Final, Literal

Locale = Literal["en", "st_LS", "st_ZA"]
"""English, Sesotho in Lesotho spelling, Sesotho in South African spelling."""

Spelling = Literal["ls", "za"]
"""The spelling of a Sesotho text: Lesotho or South Africa."""

LOCALES: Final[tuple[Locale, ...]] = ("en", "st_LS", "st_ZA")


def locale_of(language: str, spelling: Spelling | None = None) -> Locale:
    """The locale to answer in: Sesotho is written as in Lesotho unless the spelling says otherwise.

    A language the service does not write is answered in English.

    >>> locale_of("st"), locale_of("st", "za"), locale_of("en"), locale_of("zu")
    ('st_LS', 'st_ZA', 'en', 'en')
    """
    if language != "st":
        return "en"
    return "st_ZA" if spelling == "za" else "st_LS"
