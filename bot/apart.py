"""What is understood, trained apart from what is done.

Rasa adds every intent and action that a story or a rule names to the training data of understanding, so a new rule made
the classifier train again for minutes. Nothing here learns from whole conversations: understanding is trained on
`data/nlu` alone, and Rasa's cache of trained components does the rest.
"""

from __future__ import annotations

from typing import Optional


def install() -> None:
    """Patch Rasa in place; call it after `light.install()`."""
    from rasa.shared.importers.importer import E2EImporter
    from rasa.shared.nlu.training_data.training_data import TrainingData

    def get_nlu_data(self: E2EImporter, language: Optional[str] = "en") -> TrainingData:
        return self.importer.get_nlu_data(language)

    E2EImporter.get_nlu_data = get_nlu_data
