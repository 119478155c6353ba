"""Amounts of money as Basotho write them: M130, M1,234.50, R90."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final, Literal

Currency = Literal["LSL", "ZAR"]

SIGNS: Final[dict[Currency, str]] = {"LSL": "M", "ZAR": "R"}
"""Maloti of Lesotho and rand of South Africa (one loti is one rand)."""

_CENT: Final = Decimal("0.01")


def format_money(amount: Decimal | int, currency: Currency) -> str:
    """An amount with its sign, a comma at thousands and cents only where there are any.

    The same in every language of the package. Half cents go to the even cent.

    >>> format_money(Decimal("1234.5"), "LSL"), format_money(Decimal("130.00"), "ZAR")
    ('M1,234.50', 'R130')

    Raises KeyError for another currency, ValueError for an amount that is not finite.
    """
    amount = Decimal(amount)
    if not amount.is_finite():
        raise ValueError(f"not an amount: {amount}")
    cents = amount.quantize(_CENT, rounding=ROUND_HALF_EVEN)
    sign = "-" if cents < 0 else ""
    size = abs(cents)
    digits = f"{size:,.0f}" if size == size.to_integral_value() else f"{size:,.2f}"
    return f"{sign}{SIGNS[currency]}{digits}"
