"""Lesotho spelling to South African spelling: how often it is right, and what it never touches."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from sesotho_samples import PAIRS, SENTENCES

from sesotho import key, to_lesotho, to_south_african
from sesotho.south_african import respell
from sesotho.words import words as listed

ROOT = Path(__file__).parents[2]
WORD = re.compile(r"\{[^}]*\}|'?[^\W\d_]+(?:['-][^\W\d_]+)*")
# Words of which South Africa writes more than one form: any of them is right.
FORMS: dict[str, set[str]] = {}
for _za, _ls in PAIRS:
    FORMS.setdefault(_ls, set()).add(_za)


def test_every_attested_word_comes_out_as_south_africa_writes_it() -> None:
    assert [(ls, to_south_african(ls)) for ls, forms in FORMS.items() if to_south_african(ls) not in forms] == []


def test_every_attested_word_finds_its_way_back() -> None:
    assert [ls for ls in FORMS if to_lesotho(to_south_african(ls)) != ls] == []


def test_words_of_south_africa_stay() -> None:
    # lekgooa is the older form of lekgowa.
    assert [za for za, _ in PAIRS if to_south_african(za) != za] == ["lekgooa"]


def test_every_attested_word_keeps_its_capitals() -> None:
    wrong = []
    # A capital makes a name of the others.
    for ls in FORMS.keys() - listed("neutral.txt"):
        small, titled = to_south_african(ls), ls[:1].upper() + ls[1:] if ls[0] != "'" else ls[:2].upper() + ls[2:]
        shouted = to_south_african(f"{ls} {ls}".upper())
        if shouted != f"{small} {small}".upper() or to_south_african(titled).lower() != small:
            wrong.append((ls, shouted, to_south_african(titled)))
    assert wrong == []


# What only meaning tells: e-ea is "yes" in one of them and "go" in the texts of this service.
@pytest.mark.parametrize(("za", "ls"), [pair for pair in SENTENCES if pair[1].split(",")[0].lower() != "e-ea"])
def test_sentences(za: str, ls: str) -> None:
    assert to_south_african(ls) == za


IN_CONTEXT = [
    # you
    ("U tsoa kae? Uena u ne u le teng, ua tseba", "O tswa kae? Wena o ne o le teng, wa tseba"),
    # what Lesotho joins
    ("Kea leboha, rea tseba, litefo lia fetoha", "Ke a leboha, re a tseba, ditefo di a fetoha"),
    ("ha sea lokela, lea lefa, mafelo a beke aa baloa", "ha se a lokela, le a lefa, mafelo a beke a a balwa"),
    ("phasepoto ha ea lahleha", "phasepoto ha e a lahleha"),
    ("phasepoto ea ka, motho ea sebetsang", "phasepoto ya ka, motho ya sebetsang"),
    ("lefa, u ee sepetlele; Ee, ke teng", "lefa, o ye sepetlele; Ee, ke teng"),
    # vowels that are vowels
    ("boemo, boemeling, moeti, moahi, poelano, koloi", "boemo, boemeding, moeti, moahi, poelano, koloi"),
    ("moea, tsamaea, hloea, leoatle, koena", "moya, tsamaya, hloya, lewatle, kwena"),
    # loan words
    ("k'hamphani, likhamphani, konsolate, komishene", "khamphani, dikhamphani, konsolate, komishene"),
    ("lipilisi tsa tleliniking, mapolisi", "dipilisi tsa tleliniking, mapolisi"),
    ("lipermit, livisa, liemail, li-agent", "dipermit, divisa, diemail, di-agent"),
    # apostrophes, carons and accents
    ("'M'e le 'me, 'na le 'nete, ’muso", "Mme le mme, nna le nnete, mmuso"),
    ("lits'ebeletso, har'a, holim'a, ngoan'aka, mots'eo", "ditshebeletso, hara, hodima, ngwanaka, motseo"),
    ("tšoēlōpele", "tshwelopele"),
    ("araba 'na' kapa 'nako'", "araba 'na' kapa 'nako'"),
    # capitals
    ("LUMELA 'NA KE UENA, KEA TLA", "DUMELA NNA KE WENA, KE A TLA"),
    ("Ea ka, Oa ka, Lia fela, 'Na, Chelete", "Ya ka, Wa ka, Di a fela, Nna, Tjhelete"),
    # names that are words too
    ("Khotso e be le lona; ke bona Khotso", "Kgotso e be le lona; ke bona Khotso"),
]  # fmt: skip


@pytest.mark.parametrize(("ls", "za"), IN_CONTEXT)
def test_context_decides(ls: str, za: str) -> None:
    assert to_south_african(ls) == za


UNCHANGED = [
    "I would like to change my life: choose the area, follow the line, teaching and polishing",
    "The sea is near; there is no idea like it; doing well, polio, headache",
    "Mokhotlong, Maputsoe, Moshoeshoe, Qacha, Lineo, Likeleli, Maluti, Limpopo, Limpho",
    "UIF, CCMA, TEBA, LI, CHE, uFiling",
    "litaba@litaba.co.ls https://litaba.co.ls/chelete?ea=oa www.likhomo.co.ls @khotso {litaba.oa} 12kh B1/chelete2",
]


@pytest.mark.parametrize("text", UNCHANGED)
def test_what_is_not_native_keeps_its_letters(text: str) -> None:
    assert to_south_african(text) == text


def test_words_to_keep_are_kept() -> None:
    keep = frozenset({"litaba", "kea", "e-ea"})
    assert to_south_african("Litaba lia tsoa, kea e-ea", keep=keep) == "Litaba di a tswa, kea e-ea"


MIXED = st.lists(
    st.one_of(
        st.sampled_from([ls for _, ls in PAIRS]),
        st.sampled_from([za for za, _ in PAIRS]),
        st.sampled_from(["Welkom", "Maputsoe", "change", "passport", "life", "Lineo", "UIF", "R130", "12kh"]),
        st.sampled_from(["info@litaba.co.ls", "{pp-li}", "www.li.co.ls", ",", ".", "?", "(", ")", "-", "'"]),
        st.sampled_from(["kea", "lia", "u", "ua", "ee", "ha", "ea", "'me", "'na", "e-ea", "bo-'m'e", "li", "hoa"]),
    ),
    max_size=15,
).map(" ".join)


@given(MIXED)
def test_it_is_done_once(text: str) -> None:
    once = to_south_african(text)
    assert to_south_african(once) == once


@given(st.text())
def test_any_text_is_accepted(text: str) -> None:
    once = to_south_african(text)
    assert key(to_lesotho(once)) == key(once)


@given(MIXED)
def test_figures_and_addresses_survive(text: str) -> None:
    kept = [word for word in text.split() if any(sign in word for sign in "0123456789@{}")]
    assert [word for word in to_south_african(text).split() if word in kept] == kept


@given(st.lists(st.sampled_from(sorted(FORMS)), min_size=1, max_size=8))
def test_words_together_are_read_as_the_same_words(chosen: list[str]) -> None:
    """Whoever searches or classifies by key sees no difference."""
    text = " ; ".join(chosen)
    assert key(to_south_african(text)) == key(text)


def test_one_word_keeps_its_capitals() -> None:
    assert [respell(word) for word in ("Litaba", "LITABA", "'Ngoe", "'NGOE")] == ["Ditaba", "DITABA", "Nngwe", "NNGWE"]


def answers() -> Iterator[tuple[str, str]]:
    """Titles and lines of the answers, in Lesotho and in South African spelling."""
    for path in sorted((ROOT / "content" / "answers").glob("*/*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        yield data["title"]["st_LS"], data["title"]["st_ZA"]
        for form in ("short", "full"):
            ls, za = data["texts"]["st_LS"][form], data["texts"]["st_ZA"][form]
            yield from ((said(one), said(other)) for one, other in zip(ls, za, strict=True))


def said(item: str | dict[str, str]) -> str:
    return item if isinstance(item, str) else item["say"]


def phrases() -> Iterator[tuple[str, str]]:
    """The phrases of the catalogues, from which no rule and no list was made."""
    for path in sorted((ROOT / "locales" / "st_LS" / "LC_MESSAGES").glob("*.po")):
        other = ROOT / "locales" / "st_ZA" / "LC_MESSAGES" / path.name
        ls, za = ({each.id: str(each.string) for each in read_po(p.open("rb")) if each.id} for p in (path, other))
        yield from ((ls[text], za[text]) for text in ls if za.get(text))


def agreement(rows: Iterable[tuple[str, str]]) -> tuple[float, float, int]:
    """Of the South African words, the share that is made exactly; the share that Lesotho writes alike; how many."""
    made = alike = total = 0
    for ls, za in rows:
        wanted = words(za)
        made, alike = made + common(words(to_south_african(ls)), wanted), alike + common(words(ls), wanted)
        total += len(wanted)
    return made / total, alike / total, total


def words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text) if not word.startswith("{")]


def common(made: list[str], wanted: list[str]) -> int:
    return sum(
        block.size for block in difflib.SequenceMatcher(None, made, wanted, autojunk=False).get_matching_blocks()
    )


@pytest.mark.parametrize(("rows", "least", "fewest"), [(answers, 0.997, 10_000), (phrases, 0.996, 5_000)])
def test_the_texts_of_this_service_come_out_as_they_are_written(rows, least: float, fewest: int) -> None:
    made, alike, total = agreement(rows())
    assert total >= fewest
    assert alike < 0.8, "there is something to do"
    assert made >= least, f"{made:.4f} of {total} words"


def test_a_long_message_is_no_trap() -> None:
    for worst in ("o" * 1600, "e" * 1600, "'m" * 800, "a'" * 800, "kea " * 400, "ha ea " * 270, "li" * 800, "{" * 1600):
        assert to_south_african(worst) is not None
