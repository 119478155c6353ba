"""What SQLite has committed reaches the disk once for everybody who committed meanwhile, and nobody writes behind it.

SQLite can wait for the disk in each commit (`synchronous=full`), with its one write lock held: on a slow disk that is
most of the time of a small transaction. Here it leaves the waiting to us (`synchronous=normal`). Whoever has committed
lets the next writer in and waits until the write-ahead log, which everything committed is in, is on the disk: one of
those who wait asks for it, for all. So `Database.write` still ends only when a power cut can take nothing back.
https://www.sqlite.org/pragma.html#pragma_synchronous says what each setting promises.
"""

from __future__ import annotations

import os
from pathlib import Path
from threading import Condition


class WriteAheadLog:
    """The log beside one database file; for the threads of one process."""

    def __init__(self, database: Path) -> None:
        self.path = Path(f"{database}-wal")
        self._changed = Condition()
        self._committed = self._on_disk = 0
        self._is_syncing = False

    def wait(self) -> None:
        """Wait until all that has been committed before is on the disk. Raises `OSError`."""
        with self._changed:
            self._committed += 1
            mine = self._committed
            while self._is_syncing and self._on_disk < mine:
                self._changed.wait()
            if self._on_disk >= mine:
                return
            self._is_syncing, upto = True, self._committed
        try:
            self._sync()
        except BaseException:
            with self._changed:
                self._is_syncing = False
                self._changed.notify_all()
            raise
        with self._changed:
            self._is_syncing, self._on_disk = False, max(self._on_disk, upto)
            self._changed.notify_all()

    def _sync(self) -> None:
        try:
            # SQLite locks the database file, not its log: closing another handle of the log breaks no lock.
            log = os.open(self.path, os.O_RDWR)
        except FileNotFoundError:
            # The last connection took it along, having written everything into the database itself.
            return
        try:
            os.fdatasync(log)
        finally:
            os.close(log)
