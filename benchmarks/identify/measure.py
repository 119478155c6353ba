"""How often `sesotho.identify` is right: `python -m benchmarks.identify.measure [--shared DIR]`.

Every family of topics is held out in turn, so no near copy of a tested utterance was trained on; the
other languages in three folds of their lines. With `--shared` (a folder with public test sets, which
is no part of this project) the shipped models are measured on those as well.
"""

import argparse
import csv
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.identify import corpus, train
from benchmarks.identify.corpus import Example
from sesotho import Identified, identify, spelling_of, to_lesotho
from sesotho.features import telling, tokens
from sesotho.identify import Identifier
from sesotho.model import Model

SHORT: Final = 15
FOLDS: Final = 3


class Verdict(NamedTuple):
    """An example and what was said of it."""

    example: Example
    said: Identified

    @property
    def right(self) -> bool:
        """Whether the language was right."""
        return self.example.language == self.said.language


def held_out() -> Iterator[Verdict]:
    """Every utterance that has a word to tell a language by, judged by models that have not seen its family.

    Where there is none (a name, an abbreviation), the person's habit decides.
    """
    examples = train.cleaned([*corpus.utterances(), *corpus.own()])
    foreign = list(corpus.foreign())
    for group in sorted({example.group for example in examples} - {"own", corpus.NONSENSE}):
        rest = [example for example in examples if example.group != group]
        identifier = _trained(rest, foreign)
        tested = [one for one in examples if one.group == group and telling(tokens(one.text))]
        yield from (Verdict(one, identifier.identify(one.text)) for one in tested)


def held_out_foreign() -> Iterator[Verdict]:
    """Every line of another language, judged by models that have not seen it."""
    examples = train.cleaned([*corpus.utterances(), *corpus.own()])
    foreign = list(corpus.foreign())
    random.Random(train.SEED).shuffle(foreign)
    for fold in range(FOLDS):
        rest = [one for index, one in enumerate(foreign) if one.group == "words" or index % FOLDS != fold]
        identifier = _trained(examples, rest)
        tested = [one for index, one in enumerate(foreign) if one.group != "words" and index % FOLDS == fold]
        yield from (Verdict(one, identifier.identify(one.text)) for one in tested)


def _trained(examples: list[Example], foreign: list[Example]) -> Identifier:
    return Identifier(Model(train.train_frame(examples)), Model(train.train_tongues(examples, foreign)))


def report(title: str, verdicts: Iterable[Verdict]) -> None:
    """Accuracy by language and length, and what went wrong."""
    tested: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    wrong: list[Verdict] = []
    for verdict in verdicts:
        size = f"{SHORT}+" if len(verdict.example.text) >= SHORT else f"<{SHORT}"
        for cell in ((verdict.example.language, size), ("all", size)):
            tested[cell] += 1
            right[cell] += verdict.right
        if not verdict.right:
            wrong.append(verdict)
    print(f"\n{title}")
    for cell in sorted(tested):
        share = 100 * right[cell] / tested[cell]
        print(f"  {cell[0]:4} {cell[1]:4} {right[cell]:6} of {tested[cell]:6}  {share:6.2f} %")
    for example, said in wrong[:40]:
        print(f"    {example.language} -> {said.language} {said.confidence:.2f}  {example.text}")


def shared(folder: Path) -> None:
    """The shipped models on public test sets."""
    sesotho = _column(folder / "benchmarks" / "injongo_sot.tsv", "text")
    english = _column(folder / "benchmarks" / "clinc40_en.tsv", "text", split="test")
    news = (folder / "sesotho" / "real_lesotho_orth_news_snippets.txt").read_text(encoding="utf-8").splitlines()
    respelled = [to_lesotho(text) for text in sesotho]
    for title, texts, language in (
        ("Injongo, as written", sesotho, "st"),
        ("Injongo, respelled", respelled, "st"),
        ("Lesotho news", news, "st"),
        ("CLINC, English", english, "en"),
    ):
        report(title, (Verdict(Example(text, language, ""), identify(text)) for text in texts))
    for title, texts in (("Injongo", sesotho), ("Injongo, respelled", respelled), ("Lesotho news", news)):
        print(f"  spelling of {title}: {dict(Counter(map(spelling_of, texts)))}")
    start = time.perf_counter()
    for text in sesotho:
        identify(text)
    print(f"  {1e6 * (time.perf_counter() - start) / len(sesotho):.0f} us a message")


def _column(path: Path, name: str, **only: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [row[name] for row in rows if all(row[key] == value for key, value in only.items())]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, help="folder with the public test sets")
    folder: Path | None = parser.parse_args().shared
    report("Own utterances, family held out", held_out())
    report("Other languages, lines held out", held_out_foreign())
    if folder is None or not folder.is_dir():
        print("\nPublic test sets are absent (--shared): not measured.")
    else:
        shared(folder)


if __name__ == "__main__":
    main()
