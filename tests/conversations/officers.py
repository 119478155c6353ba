"""What officers do in scenes, through the same services as the console."""

from __future__ import annotations

from tests.conversations.stage import Stage

OFFICER = "Mme Fictional"


def act(stage: Stage, contact_id: str, words: str) -> None:
    """Do what the words say, for the person of the scene."""
    raise AssertionError(f"no officer knows how to {words}")
