"""An installation with nothing in anybody's place: the service, the real Rasa, the real actions, the real content."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from service.model import trained_model
from service.processes import Part
from service.settings import ROOT, Settings
from service.stack import _parts, bot_python
from tests.conftest import SECRET
from tests.faults.site import SERVICE_TOKEN, Process, Site


class RealSite(Site):
    """One service, Rasa with the trained model, the action server; all three can be killed and started again."""

    def __init__(self, data: Path, twilio: str, database_url: str) -> None:
        super().__init__(data, twilio, database_url, bots=0, content=ROOT / "content")
        settings = Settings(_env_file=None, thuso_data=data, database_url=database_url, thuso_secret_key=SECRET)
        # The service gets a port and settings of its own below; what counts is how Rasa and the actions are run.
        parts = {part.name: part for part in _parts(settings, 0, _model(), SERVICE_TOKEN)}
        self.assistant, self.actions = self._process(parts["assistant"]), self._process(parts["actions"])
        self.bots = [self.assistant, self.actions]
        self.service = self.add_service(
            wait=False,
            THUSO_BOT_URL=self.assistant.url,
            THUSO_BOT_TOKEN=self.assistant.environment["THUSO_BOT_TOKEN"],
            THUSO_ACTIONS_URL=self.actions.url,
        )
        self.actions.environment["THUSO_REGISTRY_URL"] = f"{self.service.url}/v1"
        for process in self.bots:
            process.start(wait=False)
        for process in self.parts:
            process.wait()

    @property
    def parts(self) -> list[Process]:
        """All three."""
        return [self.service, self.actions, self.assistant]

    def tried_again(self) -> int:
        """How many turns the service could not take because Rasa, or its actions, had just died."""
        return self.service.log.read_text(errors="replace").count("waits: the assistant")

    def _process(self, part: Part) -> Process:
        where = urlsplit(part.ready_url)
        assert where.port is not None
        log = self.logs / f"{part.name}.log"
        return Process(part.command, dict(part.environment), where.port, log, where.path)


def _model() -> Path:
    """The model of this checkout, as every test with the real Rasa takes it."""
    given = os.environ.get("THUSO_TEST_MODEL")
    return Path(given) if given else trained_model(bot_python(), lambda words: print(words, flush=True))
