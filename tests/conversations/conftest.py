"""The stage, and every selected scene played on it once, many at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import pytest

from service.scenes import LAST_RUN, Scene, read_scenes
from tests.conversations import world
from tests.conversations.player import Player, Said
from tests.conversations.stage import Stage, open_stage

AT_ONCE = 8
SCENES = read_scenes()


class Played:
    """How the scenes went: for each its recorded lines and what was wrong with it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.lines: dict[str, list[Said]] = {}
        self.failures: dict[str, BaseException] = {}

    def play(self, scenes: list[Scene]) -> None:
        """Those that need an empty registry first, then the rest side by side, last those in which a process dies."""
        first = [scene for scene in scenes if scene.world == "empty"]
        alone = [scene for scene in scenes if scene.restarts]
        beside = [scene for scene in scenes if scene not in first and scene not in alone]
        self._together(first)
        world.load(self.stage)
        self._together(beside)
        for scene in alone:
            self._one(scene)

    def _together(self, scenes: list[Scene]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._one, scenes))

    def _one(self, scene: Scene) -> None:
        player = Player(self.stage, scene)
        try:
            player.play()
        except Exception as error:
            self.failures[scene.id] = error
        self.lines[scene.id] = player.recorded

    def keep(self, path: Path = LAST_RUN) -> None:
        """For `./thuso transcripts`."""
        kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
        kept.update({scene: [asdict(line) for line in lines] for scene, lines in self.lines.items()})
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(kept, ensure_ascii=False, indent=1), "utf-8")


@pytest.fixture(scope="package")
def stage(tmp_path_factory: pytest.TempPathFactory, words: None) -> Iterator[Stage]:
    with open_stage(tmp_path_factory.mktemp("stage")) as opened:
        yield opened


@pytest.fixture(scope="package")
def played(request: pytest.FixtureRequest, stage: Stage) -> Played:
    """Every scene that is asked for in this run, played."""
    wanted = {item.callspec.params["scene"].id for item in request.session.items if _is_scene(item)}
    if any("the_coverage" in getattr(item, "fixturenames", ()) for item in request.session.items):
        wanted = {scene.id for scene in SCENES}
    played = Played(stage)
    played.play([scene for scene in SCENES if scene.id in wanted])
    played.keep()
    return played


def _is_scene(item: pytest.Item) -> bool:
    return hasattr(item, "callspec") and isinstance(item.callspec.params.get("scene"), Scene)
