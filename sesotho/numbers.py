"""Numbers: a comma at thousands, a point before decimals, in every language of the package."""

from decimal import Decimal

from sesotho.locales import Locale


def format_number(number: int | Decimal, locale: Locale = "en") -> str:
    """A number for reading. Decimals stay as given, no digits are added or lost.

    English, Lesotho and South African Sesotho share the form; the locale is there so that a
    caller need not know that.

    >>> format_number(12000), format_number(Decimal("1.5"), "st_LS"), format_number(-3)
    ('12,000', '1.5', '-3')

    Raises ValueError for a number that is not finite.
    """
    exact = Decimal(number)
    if not exact.is_finite():
        raise ValueError(f"not a number to read: {exact}")
    return f"{exact:,f}"
