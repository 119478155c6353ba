"""The content engine: facts and answers as files, checked, and rendered for one reader at a time."""

from .answers import Answer, Item, Locale, Review, Text
from .facts import Fact, Source
from .files import Content, load, read
from .nearest import Near, Nearest, nearest
from .places import Forum, Mission, Place, Point, Town
from .reading import Malformed
from .render import Rendered, render, source_tag
from .sources import ContentError, Problem
from .topics import Topic
from .writing import dump

__all__ = [
    "Answer", "Content", "ContentError", "Fact", "Forum", "Item", "Locale", "Malformed", "Mission", "Near",
    "Nearest", "Place", "Point", "Problem", "Rendered", "Review", "Source", "Text", "Topic", "Town", "dump",
    "load", "nearest", "read", "render", "source_tag",
]  # fmt: skip
