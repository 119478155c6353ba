"""What a message looks like to the classifier: pieces of its spelling-neutral key.

`sesotho.key` makes both spellings of a word the same; character pieces of two to five forgive what people drop, merge
and mistype; whole words and pairs of words keep what the pieces lose.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from sesotho import key


class KeyFeatures:
    """TF-IDF over character pieces and words of the key, each half of unit length."""

    def __init__(self) -> None:
        self.pieces = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(2, 5),
            sublinear_tf=True,
            min_df=2,
            dtype=np.float32,
            lowercase=False,
        )
        self.words = TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"[^\W_]+", dtype=np.float32, lowercase=False
        )

    def fit(self, texts: list[str]) -> KeyFeatures:
        """Learn the pieces and their weights from training texts."""
        keys = [key(text) for text in texts]
        self.pieces.fit(keys)
        self.words.fit(keys)
        return self

    def transform(self, texts: list[str]) -> csr_matrix:
        """One row a text."""
        keys = [key(text) for text in texts]
        return hstack([self.pieces.transform(keys), self.words.transform(keys)], format="csr")
