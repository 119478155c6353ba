"""Which training utterances are near-copies of one another, or each other's translation.

Whoever measures or calibrates on utterances whose copies were trained on fools himself: the two languages of the
training data mirror one another. Copies share a group, and a group is never divided between training and measuring.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from bot.concepts import Concepts
from sesotho import identify, key

Numbers = NDArray[np.int_]
Pairs = tuple[Numbers, Numbers]


def groups_of(texts: Sequence[str], labels: Sequence[str]) -> Numbers:
    """A group number for each text.

    Two texts of one label belong together when their keys share half of their three-letter pieces, or when one is in
    Sesotho and one not and they are the nearest to each other in concepts.
    """
    keys = [key(text) for text in texts]
    concepts = Concepts.from_file()
    spelled = _incidence([_thirds(each) for each in keys])
    meant = _incidence([frozenset(concepts.of(each.replace("?", "").split())) for each in keys])
    sesotho = np.array([identify(text).language == "st" for text in texts])
    members = [np.flatnonzero(np.array(labels) == label) for label in sorted(set(labels))]
    copies = [_copies(spelled, each) for each in members]
    mirrored = [_mirrored(meant, each[sesotho[each]], each[~sesotho[each]]) for each in members]
    return _joined(len(texts), copies + mirrored)


def _thirds(key: str) -> frozenset[str]:
    padded = f" {key} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def _incidence(sets: list[frozenset[str]]) -> csr_matrix:
    columns: dict[str, int] = {}
    found = [columns.setdefault(token, len(columns)) for each in sets for token in each]
    ends = np.cumsum([0, *map(len, sets)])
    return csr_matrix((np.ones(len(found), dtype=np.float32), found, ends), shape=(len(sets), len(columns)))


def _likeness(rows: csr_matrix, others: csr_matrix) -> coo_matrix:
    """Jaccard similarity of all pairs that share anything."""
    shared = (rows @ others.T).tocoo()
    sizes, theirs = (np.asarray(each.sum(axis=1)).ravel() for each in (rows, others))
    shared.data = shared.data / (sizes[shared.row] + theirs[shared.col] - shared.data)
    return shared


def _copies(rows: csr_matrix, members: Numbers, limit: float = 0.5) -> Pairs:
    likeness = _likeness(rows[members], rows[members])
    near = (likeness.data >= limit) & (likeness.row < likeness.col)
    return members[likeness.row[near]], members[likeness.col[near]]


def _mirrored(rows: csr_matrix, members: Numbers, others: Numbers, limit: float = 0.4) -> Pairs:
    if not len(members) or not len(others):
        return np.array([], dtype=int), np.array([], dtype=int)
    likeness = _likeness(rows[members], rows[others]).toarray()
    first = np.arange(len(members))
    best = likeness.argmax(axis=1)
    mutual = (likeness.argmax(axis=0)[best] == first) & (likeness[first, best] >= limit)
    return members[first[mutual]], others[best[mutual]]


def _joined(count: int, pairs: list[Pairs]) -> Numbers:
    first, second = (np.concatenate(side) for side in zip(*pairs, strict=True))
    graph = coo_matrix((np.ones(len(first)), (first, second)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1])
