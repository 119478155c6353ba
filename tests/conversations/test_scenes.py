"""Every conversation under scenes/, through the whole service: webhook in, REST out, with the real Rasa."""

from __future__ import annotations

import pytest

from service.scenes import Scene
from tests.conversations.conftest import SCENES, Played

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(900), pytest.mark.xdist_group("conversations")]


@pytest.mark.parametrize("scene", SCENES, ids=[scene.id for scene in SCENES])
def test_scene(scene: Scene, played: Played) -> None:
    if scene.id in played.failures:
        raise played.failures[scene.id]
    assert played.lines[scene.id]
