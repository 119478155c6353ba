"""Babel extraction of the responses in `domain.yml` (named in babel.cfg)."""

from __future__ import annotations

from typing import IO, Any, Iterator

import yaml

Found = tuple[int, str, str, list[str]]


def responses(fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """Every response text with its line; the response's name becomes the translator's comment."""
    document = yaml.compose(fileobj.read().decode())
    for key, value in document.value:
        if key.value == "responses":
            for name, variants in value.value:
                yield from _texts(name.value, variants)


def _texts(name: str, variants: yaml.Node) -> Iterator[Found]:
    for variant in variants.value:
        for key, value in variant.value:
            if key.value == "text":
                yield value.start_mark.line + 1, "gettext", value.value, [name]
