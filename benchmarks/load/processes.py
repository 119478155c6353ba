"""What our own processes use: memory and processor time, read from /proc. Other people's processes do not count."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

MARKS = {"assistant": "-m bot run", "actions": "-m actions", "service": "-m service.serve"}
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Used:
    """Resident megabytes now, and seconds of processor since the start."""

    memory: float
    processor: float


def used() -> dict[str, Used]:
    """By the name of the part, for the children of this process."""
    found: dict[str, Used] = {}
    for directory in Path("/proc").glob("[0-9]*"):
        try:
            command = (directory / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            status = (directory / "status").read_text()
            fields = (directory / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        name = next((name for name, mark in MARKS.items() if mark in command), None)
        if name is None or int(fields[1]) != os.getpid():
            continue
        resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024
        found[name] = Used(resident, (int(fields[11]) + int(fields[12])) / TICK)
    me = os.times()
    found["the benchmark itself"] = Used(0.0, me.user + me.system)
    return found
