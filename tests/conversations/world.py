"""What the registry knows while scenes are played: forums, recruiters, applications, a notice; all of it made up."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from registry.models import Broadcast, Forum
from registry.models.base import now
from registry.services import recruiters
from registry.services.applications import import_csv
from service.settings import ROOT
from tests.conversations.stage import Stage

SAMPLES = ROOT / "docs" / "samples"
# Towns, days from now and seats of the forums.
FORUMS = (("Welkom", 5, 200), ("Rustenburg", 12, 1), ("Klerksdorp", 19, None), ("Parys", 26, 10))
FURTHER = (
    "passport,FICTION-00005,collected,,2026-11-01\n",
    "permit,FICTION-00006,refused,,2026-11-02\n",
    "claim,FICTION-00007,paid,,2026-11-03\n",
)
NOTICE_CODE = "B7K4M"


def load(stage: Stage) -> None:
    """Fill the registry."""
    with stage.database.write() as session:
        import_csv(session, stage.vault, [*_lines("applications.csv"), *FURTHER])
        recruiters.import_csv(session, _lines("recruiters.csv"), dt.date(2026, 11, 1))
        for town, days, seats in FORUMS:
            session.add(_forum(town, days, seats))
        _notice(session)


def _lines(name: str) -> list[str]:
    return (SAMPLES / name).read_text("utf-8").splitlines(keepends=True)


def _forum(town: str, days: int, seats: int | None) -> Forum:
    return Forum(
        code=f"fictional-{town.lower()}",
        name={"en": f"Forum in {town}", "st_LS": f"Pitso ea {town}", "st_ZA": f"Pitso ya {town}"},
        date=now().date() + dt.timedelta(days=days),
        time="10:00",
        town=town,
        country="ZA",
        venue="Fictional Hall",
        seats=seats,
    )


def _notice(session: Session) -> None:
    """A notice that has begun to leave."""
    session.add(
        Broadcast(
            code=NOTICE_CODE, title="Fictional notice", topic="passport.fee", created_by="Fictional", frozen_at=now()
        )
    )
