"""Which training utterances are near-copies of one another, or each other's translation.

Whoever measures or calibrates on utterances whose copies were trained on fools himself: the two languages of the
training data mirror one another. Copies share a group, and a group is never divided between training and measuring.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from bot.concepts import Concepts
from sesotho import key

Pairs = tuple[NDArray[np.int_], NDArray[np.int_]]


def groups_of(texts: Sequence[str], labels: Sequence[str]) -> NDArray[np.int_]:
    """A group number for each text.

    Two texts belong together when their keys share half of their three-letter pieces, or when they have the same label
    and, of all texts of that label, each is among the two nearest to the other in concepts.
    """
    keys = [key(text) for text in texts]
    concepts = Concepts.from_file()
    spelled = _incidence([_thirds(each) for each in keys])
    meant = _incidence([frozenset(concepts.of(each.replace("?", "").split())) for each in keys])
    members: dict[str, list[int]] = defaultdict(list)
    for at, label in enumerate(labels):
        members[label].append(at)
    return _joined(len(texts), [_copies(spelled), *(_mirrored(meant, np.array(each)) for each in members.values())])


def _thirds(key: str) -> frozenset[str]:
    padded = f" {key} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def _incidence(sets: list[frozenset[str]]) -> csr_matrix:
    columns: dict[str, int] = {}
    found = [columns.setdefault(token, len(columns)) for each in sets for token in each]
    ends = np.cumsum([0, *map(len, sets)])
    return csr_matrix((np.ones(len(found), dtype=np.float32), found, ends), shape=(len(sets), len(columns)))


def _likeness(rows: csr_matrix) -> coo_matrix:
    """Jaccard similarity of all pairs that share anything."""
    shared = (rows @ rows.T).tocoo()
    sizes = np.asarray(rows.sum(axis=1)).ravel()
    shared.data = shared.data / (sizes[shared.row] + sizes[shared.col] - shared.data)
    return shared


def _copies(rows: csr_matrix, limit: float = 0.5) -> Pairs:
    likeness = _likeness(rows)
    near = (likeness.data >= limit) & (likeness.row < likeness.col)
    return likeness.row[near], likeness.col[near]


def _mirrored(rows: csr_matrix, members: NDArray[np.int_], limit: float = 0.4, nearest: int = 2) -> Pairs:
    likeness = _likeness(rows[members]).toarray()
    np.fill_diagonal(likeness, 0)
    mutual = np.zeros_like(likeness, dtype=bool)
    best = np.argsort(-likeness, axis=1, kind="stable")[:, :nearest]
    np.put_along_axis(mutual, best, True, axis=1)
    first, second = np.nonzero(mutual & mutual.T & (likeness >= limit))
    return members[first], members[second]


def _joined(count: int, pairs: list[Pairs]) -> NDArray[np.int_]:
    first, second = (np.concatenate(side) for side in zip(*pairs))
    graph = coo_matrix((np.ones(len(first)), (first, second)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1])
