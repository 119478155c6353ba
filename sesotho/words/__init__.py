"""Word lists of the package, one word or pair a line, ``#`` starting a comment."""

from collections.abc import Iterator
from importlib.resources import files


def lines(name: str) -> Iterator[str]:
    """The lines of a list, without comments and empty lines."""
    for line in files(__name__).joinpath(name).read_text(encoding="utf-8").splitlines():
        content = line.split("#", 1)[0].strip()
        if content:
            yield content


def words(name: str) -> frozenset[str]:
    """A list of words, several to a line.

    >>> "soweto" in words("names.txt")
    True
    """
    return frozenset(word for line in lines(name) for word in line.split())


def mapping(name: str) -> dict[str, str]:
    """A list of pairs written ``from = to``; several ``from`` may share a line.

    >>> mapping("contractions.txt")["hodima"]
    "holim'a"
    """
    pairs: dict[str, str] = {}
    for line in lines(name):
        left, _, right = line.partition("=")
        for word in left.split():
            pairs[word] = right.strip()
    return pairs
