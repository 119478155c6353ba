"""What the registry knows while scenes are played: forums, recruiters, applications, all of them made up."""

from __future__ import annotations

from registry.services.applications import import_csv
from service.settings import ROOT
from tests.conversations.stage import Stage


def load(stage: Stage) -> None:
    """Fill the registry."""
    lines = (ROOT / "docs" / "samples" / "applications.csv").read_text("utf-8").splitlines(keepends=True)
    with stage.database.write() as session:
        import_csv(session, stage.vault, lines)
