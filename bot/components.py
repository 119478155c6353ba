"""The features and the classifier as plain components of a Rasa pipeline (named in config.yml)."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import joblib
import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import vstack

from bot.classifier import LinearIntents
from bot.entities import Names, entities
from bot.features import KeyFeatures
from bot.grouping import groups_of

Config = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
CLASSIFIED_BY = tuple(
    f"bot/{name}"
    for name in ("classifier.py", "concepts.py", "concepts.txt", "features.py", "grouping.py", "mending.py")
)
NAMED_BY = {"town": "content/towns.yaml", "mine": "content/mines.yaml"}


@cache
def _sources(names: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for path in [*(ROOT / name for name in names), *sorted((ROOT / "sesotho").rglob("*"))]:
        if path.suffix in (".py", ".txt", ".yaml"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


class _Kept(GraphComponent):
    """A component whose one trained part is kept as a file of the model."""

    part: Any
    made_by: tuple[str, ...] = CLASSIFIED_BY

    def __init__(self, config: Config, storage: ModelStorage, resource: Resource) -> None:
        self.config, self.storage, self.resource = config, storage, resource

    @classmethod
    def create(
        cls,
        config: Config,
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> _Kept:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Config,
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> _Kept:
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as directory:
            component.part = joblib.load(directory / "part.joblib")
        return component

    @classmethod
    def fingerprint_addon(cls, config: Config) -> str:
        """What Rasa's cache cannot see: the code and the lists that a trained part is made by."""
        return _sources(cls.made_by)

    def keep(self) -> Resource:
        with self.storage.write_to(self.resource) as directory:
            joblib.dump(self.part, directory / "part.joblib")
        return self.resource


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class KeyFeaturizer(_Kept, SparseFeaturizer, GraphComponent):
    """`bot.features.KeyFeatures` as one sparse sentence feature a message."""

    part: KeyFeatures

    @staticmethod
    def get_default_config() -> Config:
        return {"alias": "key"}

    @classmethod
    def validate_config(cls, config: Config) -> None:
        """Nothing to go wrong: no options."""

    def train(self, training_data: TrainingData) -> Resource:
        texts = [example.get(TEXT) for example in training_data.training_examples if example.get(TEXT)]
        self.part = KeyFeatures().fit(texts)
        return self.keep()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process([example for example in training_data.training_examples if example.get(TEXT)])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        rows = self.part.transform([message.get(TEXT) or "" for message in messages])
        for index, message in enumerate(messages):
            message.add_features(Features(rows[index].tocoo(), FEATURE_TYPE_SENTENCE, TEXT, self.config["alias"]))
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(_Kept, IntentClassifier, GraphComponent):
    """`bot.classifier.LinearIntents` over a message's sparse sentence features."""

    part: LinearIntents

    @classmethod
    def required_components(cls) -> list[type]:
        return [SparseFeaturizer]

    @staticmethod
    def get_default_config() -> Config:
        return {
            "penalty": 1.0,
            "folds": 3,
            "seed": 7,
            "stranger": "out_of_scope",
            "wariness": 30.0,
            "ranking_length": 10,
        }

    @staticmethod
    def _rows(messages: list[Message]) -> Any:
        return vstack([message.get_sparse_features(TEXT)[1].features for message in messages]).tocsr()

    def train(self, training_data: TrainingData) -> Resource:
        examples = [each for each in training_data.intent_examples if each.get(TEXT)]
        labels = [example.get(INTENT) for example in examples]
        groups = groups_of([example.get(TEXT) for example in examples], labels)
        options = ("penalty", "folds", "seed", "stranger", "wariness")
        self.part = LinearIntents(**{name: self.config[name] for name in options})
        self.part.fit(self._rows(examples), labels, groups)
        return self.keep()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            chances = self.part.probabilities(self._rows([message]))
            doubted = chances[0] * (self.part.confidence(chances)[0] / chances[0].max())
            best = doubted.argsort()[::-1][: self.config["ranking_length"]]
            ranking = [{"name": self.part.labels[index], "confidence": float(doubted[index])} for index in best]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class RuleExtractor(_Kept, EntityExtractorMixin, GraphComponent):
    """`bot.entities`: references, telephone numbers, dates, amounts; towns and mines as the content names them."""

    part: list[Names]
    made_by = ("bot/entities.py", "bot/calendar.py", *NAMED_BY.values())

    @staticmethod
    def get_default_config() -> Config:
        return {}

    def train(self, training_data: TrainingData) -> Resource:
        self.part = [Names(kind, _names(ROOT / path)) for kind, path in sorted(NAMED_BY.items())]
        return self.keep()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = [
                {"entity": one.kind, "start": one.start, "end": one.end, "value": one.value, "extractor": self.name}
                for one in entities(message.get(TEXT) or "", self.part)
            ]
            message.set("entities", message.get("entities", []) + found, add_to_output=True)
        return messages


def _names(path: Path) -> dict[str, list[str]]:
    return {row["name"]: row["aliases"] for row in yaml.safe_load(path.read_text(encoding="utf-8"))}
