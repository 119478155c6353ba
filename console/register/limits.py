"""How many may register in an hour: from one connection, and altogether. Counted in memory; no address is kept."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

HOUR = 3_600.0
MOST_ADDRESSES = 10_000


class Limits:
    """`each` from one address and `all_` from everybody, within an hour."""

    def __init__(self, each: int = 10, all_: int = 600, clock: Callable[[], float] = time.monotonic) -> None:
        self.each, self.all_, self.clock = each, all_, clock
        # An address is counted under a hash that only this process can make.
        self._salt = os.urandom(16)
        self._seen: OrderedDict[bytes, deque[float]] = OrderedDict()
        self._everybody: deque[float] = deque()
        self._lock = threading.Lock()

    def allows(self, address: str) -> bool:
        """Count one try; whether it is still within the limits."""
        now = self.clock()
        name = hashlib.blake2b(address.encode(), key=self._salt, digest_size=12).digest()
        with self._lock:
            mine = self._seen.setdefault(name, deque())
            self._seen.move_to_end(name)
            while len(self._seen) > MOST_ADDRESSES:
                self._seen.popitem(last=False)
            for several in (mine, self._everybody):
                while several and several[0] <= now - HOUR:
                    several.popleft()
            if len(mine) >= self.each or len(self._everybody) >= self.all_:
                return False
            mine.append(now)
            self._everybody.append(now)
            return True
