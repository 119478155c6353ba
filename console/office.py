"""What every page of the console works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from console.counting import Counts
from registry.database import Database
from registry.services.audit import Ledger
from registry.services.library import Shelf
from registry.services.terms import Terms
from registry.vault import Vault


@dataclass(frozen=True)
class Office:
    """Database, vault, content and log; `wake` tells the sending door that something was queued."""

    database: Database
    vault: Vault
    shelf: Shelf
    ledger: Ledger
    form_key: bytes = field(repr=False)
    is_https: bool = False
    wake: Callable[[], None] = lambda: None
    sms_price: Decimal = Decimal("0.90")
    sms_price_currency: str = "ZAR"
    terms: Terms = field(default_factory=Terms)
    counts: Counts = field(default_factory=Counts)
