"""A calibrated linear classifier that answers in well under a millisecond.

One linear support vector machine an intent; their margins become probabilities through a softmax whose single
temperature is fitted on margins of texts the machines have not seen, nor any near-copy of them (Guo et al. 2017, "On
Calibration of Modern Neural Networks"). Weights are kept features x intents, so a text touches only its own rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC

Matrix = NDArray[np.float32]
Numbers = NDArray[np.int_]


class LinearIntents:
    """Intents of rows of sparse features, with probabilities that mean what they say."""

    def __init__(
        self,
        penalty: float = 1.0,
        folds: int = 3,
        seed: int = 7,
        stranger: str = "out_of_scope",
        wariness: float = 30.0,
    ) -> None:
        """`stranger` is the intent of what is not ours to answer; it is taken to be `wariness` times as common as in
        the training data when a message is to be answered without asking back."""
        self.penalty = penalty
        self.folds = folds
        self.seed = seed
        self.stranger = stranger
        self.wariness = wariness
        self.labels: list[str] = []
        self.weights: Matrix = np.zeros((0, 0), dtype=np.float32)
        self.bias: Matrix = np.zeros(0, dtype=np.float32)
        self.temperature = 1.0

    def fit(self, rows: csr_matrix, labels: list[str], groups: Numbers | None = None) -> LinearIntents:
        """Train on one row and one label a text, then fit the temperature on held-out margins.

        Texts of one group are held out together (`bot.grouping`); without groups each text is its own. Without folds
        the temperature stays as it is.
        """
        known = np.array(labels)
        machine = self._machine().fit(rows, known)
        self.labels = [str(label) for label in machine.classes_]
        self.weights = np.ascontiguousarray(machine.coef_.T, dtype=np.float32)
        self.bias = machine.intercept_.astype(np.float32)
        if self.folds:
            together = np.arange(len(known)) if groups is None else groups
            self.temperature = self._fit_temperature(rows, known, together)
        return self

    def _machine(self) -> LinearSVC:
        return LinearSVC(C=self.penalty, tol=0.01, random_state=self.seed)

    def _fit_temperature(self, rows: csr_matrix, labels: NDArray[np.str_], groups: Numbers) -> float:
        margins = np.zeros((rows.shape[0], len(self.labels)), dtype=np.float32)
        folds = StratifiedGroupKFold(self.folds, shuffle=True, random_state=self.seed)
        for seen, unseen in folds.split(rows, labels, groups):
            margins[unseen] = self._machine().fit(rows[seen], labels[seen]).decision_function(rows[unseen])
        return best_temperature(margins, np.searchsorted(self.labels, labels))

    def margins(self, rows: csr_matrix) -> Matrix:
        """Texts x intents, uncalibrated."""
        if rows.shape[0] != 1:
            return np.asarray(rows @ self.weights + self.bias, dtype=np.float32)
        return (rows.data @ self.weights[rows.indices] + self.bias)[np.newaxis, :]

    def probabilities(self, rows: csr_matrix) -> Matrix:
        """Texts x intents; each row sums to one."""
        return softmax(self.margins(rows) * self.temperature)

    def confidence(self, chances: Matrix) -> Matrix:
        """How sure the likeliest intent of each text is, strangers being more common than training knows."""
        first = chances.max(axis=1)
        if self.stranger not in self.labels:
            return np.asarray(first)
        at = self.labels.index(self.stranger)
        wary = first / (1 + (self.wariness - 1) * chances[:, at])
        return np.where(chances.argmax(axis=1) == at, first, wary)


def softmax(margins: Matrix) -> Matrix:
    """Row by row, without overflow."""
    shifted = np.exp(margins - margins.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def best_temperature(margins: Matrix, truth: Numbers) -> float:
    """The factor on the margins that makes the true labels likeliest."""

    def loss(factor: float) -> float:
        chosen = softmax(margins * factor)[np.arange(len(truth)), truth]
        return float(-np.log(np.clip(chosen, 1e-9, 1)).mean())

    return float(minimize_scalar(loss, bounds=(0.5, 30), method="bounded").x)
