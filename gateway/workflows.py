"""DBOS's view of a broadcast: numbers in, yes or no out, everything else is in the rows.

Loaded only when there is a broadcast to drive.
"""

from __future__ import annotations

from dbos import DBOS

from gateway import engine


@DBOS.workflow(name="drive")
def drive(broadcast_id: int, run: int) -> None:
    """Wait for its time, freeze, release batch after batch."""
    if not begin(broadcast_id, run):
        return
    freeze(broadcast_id)
    while release(broadcast_id, run):
        pass


@DBOS.step(name="begin")
def begin(broadcast_id: int, run: int) -> bool:
    """Whether its time has come and it is to be driven."""
    ours = engine.current()
    return ours is not None and ours.begin(broadcast_id, run)


@DBOS.step(name="freeze")
def freeze(broadcast_id: int) -> None:
    """Write down who is to have it; once, whatever happens."""
    ours = engine.current()
    if ours is not None:
        ours.freeze(broadcast_id)


@DBOS.step(name="release")
def release(broadcast_id: int, run: int) -> bool:
    """Release batches for a few seconds; whether more may come."""
    ours = engine.current()
    return ours is not None and ours.release(broadcast_id, run)
