"""The stand-in for Twilio, started as a process of its own and asked what has arrived."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass

import httpx

from service.processes import free_port
from service.settings import ROOT


@dataclass(frozen=True)
class Arrived:
    """How many messages; how many people had it how often; segments by second; the first and the last instant."""

    count: int
    often: dict[int, int]
    seconds: dict[int, int]
    first: float
    last: float

    @property
    def rate(self) -> float:
        """Messages a second between the first and the last."""
        return self.count / max(0.001, self.last - self.first)

    def by_second(self) -> list[tuple[float, float]]:
        """Segments of each second since the first."""
        if not self.seconds:
            return []
        first = min(self.seconds)
        return [(second - first, self.seconds.get(second, 0)) for second in range(first, max(self.seconds) + 1)]


class StandIn:
    """Runs until it is stopped. `latency`: seconds that it takes for a message."""

    def __init__(self, latency: float) -> None:
        port = free_port()
        command = [sys.executable, "-m", "benchmarks.broadcast.provider", str(port), str(latency)]
        self.process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
        self.url = f"http://127.0.0.1:{port}"
        for _ in range(600):
            try:
                self.seen()
                return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise RuntimeError("the stand-in for Twilio did not start")

    def seen(self) -> Arrived:
        """What has arrived."""
        told = httpx.get(f"{self.url}/seen", timeout=60).json()
        return Arrived(
            told["count"],
            {int(times): people for times, people in told["often"].items()},
            {int(second): count for second, count in told["seconds"].items()},
            told["first"],
            told["last"],
        )

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(10)
