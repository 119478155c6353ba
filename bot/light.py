"""Rasa 3.6.21 without TensorFlow.

Rasa imports its TensorFlow components when it starts, also when no pipeline names them. Placeholders in
`sys.modules` stand in for those modules, so a quarter of the disk and half of the memory is enough. The list
belongs to this one frozen release; `THUSO_STOCK_RASA=1` leaves Rasa as it was published (docs/decisions/0002).
"""

from __future__ import annotations

import os
import sys
from types import ModuleType
from typing import Any

PLACEHOLDERS = {
    "rasa.nlu.classifiers.diet_classifier": ["DIETClassifier"],
    "rasa.nlu.selectors.response_selector": ["ResponseSelector"],
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": ["ConveRTFeaturizer"],
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": ["LanguageModelFeaturizer"],
    "rasa.core.policies.ted_policy": ["TEDPolicy"],
    "rasa.core.policies.unexpected_intent_policy": ["UnexpecTEDIntentPolicy"],
    "rasa.utils.tensorflow.callback": ["RasaTrainingLogger", "RasaModelCheckpoint"],
    "rasa.utils.tensorflow.models": ["RasaModel", "TransformerRasaModel"],
    "rasa.utils.tensorflow.data_generator": ["RasaBatchDataGenerator", "RasaDataGenerator"],
}


def is_stock() -> bool:
    """Whether the person asked for Rasa as published, TensorFlow included."""
    return os.environ.get("THUSO_STOCK_RASA", "") not in ("", "0")


def _refuse(self: Any, *args: Any, **kwargs: Any) -> None:
    raise RuntimeError(f"{type(self).__name__} needs TensorFlow: set THUSO_STOCK_RASA=1 (docs/decisions/0002)")


def install() -> None:
    """Put the placeholders in place; call it before the first import of rasa."""
    for name, classes in PLACEHOLDERS.items():
        module = ModuleType(name)
        for class_name in classes:
            setattr(module, class_name, type(class_name, (), {"__init__": _refuse, "__module__": name}))
        sys.modules[name] = module
