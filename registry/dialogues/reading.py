"""What a text is, whatever was asked: a yes, a way out, a why, a question of the person's own."""

from __future__ import annotations

import re

from registry.dialogues.vocabulary import Text, Vocabulary, fillers, vocabulary, word_set

LONGEST_STEERING = 8
NAME = re.compile(
    r"(?:my (?:full )?names? (?:is|are)|lebitso la ?ka ke|mabitso aka ke|ke nna|kenna|i am called|name:?)\s+(.+)", re.I
)
# Two capitals after "I am": a name, wherever it stands.
NAME_TWO = re.compile(r"\b(?:[Kk]e|[Ii] am|[Ii]'m)\s+(?=[A-Z][\w'’-]+\s+[A-Z][\w'’-])")
NAME_START = re.compile(r"^\W*(?:i am|i'm|im|ke|this is|it is|its|it's)\s+(?=[A-Z])")


def steers(text: Text, code: str) -> bool:
    """Whether a text is nothing but `leave`, `why`, `yes`, `no`, `none` or `all`, in the words people use for it."""
    return _rest(text, code) is not None and not _rest(text, code)


def begins(text: Text, code: str) -> bool:
    """Whether a text begins so, as in "yes, but my town is Welkom"."""
    found = [each for each in _vocabulary(code).find(text, is_typo_forgiven=False) if each.start == 0]
    return bool(found)


def mentions(text: Text, code: str) -> bool:
    """Whether a short text says so anywhere, as in "sorry, why do you want my name?"."""
    return len(text.keys) <= LONGEST_STEERING and bool(_vocabulary(code).find(text, is_typo_forgiven=False))


def is_question(written: str, text: Text) -> bool:
    """Whether a person asks something, by a question mark or the first word."""
    return "?" in written or (bool(text.keys) and text.keys[0] in word_set("questions"))


def _rest(text: Text, code: str) -> list[str] | None:
    found = _vocabulary(code).find(text, is_typo_forgiven=code in ("yes", "leave") and len(text.keys) == 1)
    if not found:
        return None
    taken = {index for each in found for index in range(each.start, each.end)}
    polite = fillers() | word_set("polite")
    return [word for index, word in enumerate(text.keys) if index not in taken and word not in polite]


def _vocabulary(code: str) -> Vocabulary:
    if code not in _STEERING:
        several = {phrase: meaning for phrase, meaning in vocabulary("steering").codes.items() if meaning == code}
        _STEERING[code] = Vocabulary(several)
    return _STEERING[code]


_STEERING: dict[str, Vocabulary] = {}


def name_in(written: str, text: Text, taken: set[int], *, is_asked: bool) -> str | None:
    """The name of a person: after "my name is", or what is left of an answer to the question for it."""
    said = NAME.search(written) or NAME_TWO.search(written) or (NAME_START.search(written) if is_asked else None)
    if said:
        begin = len(Text.of(written[: said.start(1) if said.re is NAME else said.end()]).keys)
        name = _run(text, begin, taken)
        if name:
            return name
    if not is_asked:
        return None
    starts = sorted({0, *(index + 1 for index in text.breaks)})
    return next((name for start in starts if (name := _run(text, start, taken))), None)


def _run(text: Text, start: int, taken: set[int]) -> str | None:
    """The words from `start` on that can be a name: up to four, none of them read as anything else."""
    words: list[str] = []
    for index in range(start, len(text.keys)):
        word = text.keys[index]
        if (
            index in taken
            or word in word_set("no_names")
            or not re.fullmatch(r"'?[^\W\d_]+(?:['’-][^\W\d_]+)*'?", text.written[index])
        ):
            break
        if word in fillers():
            if words:
                break
            continue
        words.append(text.written[index])
        if index in text.breaks or len(words) == 4:
            break
    return " ".join(_capital(word) for word in words) if words and max(map(len, words)) > 1 else None


def _capital(word: str) -> str:
    if word.startswith("'"):
        return "'" + _capital(word[1:])
    return word if word != word.lower() and word != word.upper() else word[0].upper() + word[1:].lower()
