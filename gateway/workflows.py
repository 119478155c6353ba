"""DBOS's view of a broadcast: numbers in, numbers out, everything else is in the rows.

Loaded only when there is a broadcast to drive.
"""

from __future__ import annotations

from dbos import DBOS

from gateway import engine


@DBOS.workflow(name="drive")
def drive(broadcast_id: int, run: int) -> None:
    """Wait for its time, freeze, release batch after batch."""
    while (seconds := begin(broadcast_id, run)) > 0:
        DBOS.sleep(seconds)
    if seconds == engine.OVER:
        return
    freeze(broadcast_id)
    while (seconds := release(broadcast_id, run)) != engine.OVER:
        if seconds > 0:
            DBOS.sleep(seconds)


@DBOS.step(name="begin")
def begin(broadcast_id: int, run: int) -> float:
    """Seconds to sleep before it begins."""
    return engine.current().seconds_until_start(broadcast_id, run)


@DBOS.step(name="freeze")
def freeze(broadcast_id: int) -> None:
    """Write down who is to have it; once, whatever happens."""
    engine.current().freeze(broadcast_id)


@DBOS.step(name="release")
def release(broadcast_id: int, run: int) -> float:
    """Release batches for a few seconds; seconds to sleep before more."""
    return engine.current().release(broadcast_id, run)
