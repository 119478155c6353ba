import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sesotho_samples import PAIRS, SENTENCES

from sesotho import from_gsm7, key, to_gsm7, to_lesotho

ZA_WORDS = st.sampled_from([za for za, _ in PAIRS])
ZA_TEXTS = st.lists(ZA_WORDS, min_size=1, max_size=12).map(" ".join)
LETTERS = st.text(alphabet="abdeghijklmnopqrstuwyš'’- ?1,.", max_size=60)


def test_every_word_has_one_key_in_both_spellings() -> None:
    assert len(PAIRS) > 2000
    assert [(za, ls) for za, ls in PAIRS if key(za) != key(ls)] == []


@pytest.mark.parametrize(("za", "ls"), SENTENCES)
def test_every_sentence_has_one_key_in_both_spellings(za: str, ls: str) -> None:
    assert key(za) == key(ls)


ONE_KEY = [
    # the caron typed, dropped, and stood for
    (
        "tšebeletso",
        "tshebeletso",
        "ts'ebeletso",
        "t'sebeletso",
        "ts’ebeletso",
        "ts`ebeletso",
        "tsebeletso",
        "TŠEBELETSO",
    ),
    # 'm and 'n
    ("'muso", "mmuso", "’muso", "‘muso", "`Muso", "muso"),
    ("'m'e", "mme", "’m’e", "m'e", "'me", "M'e"),
    ("'nete", "nnete", "’nete", "nete"),
    ("bo-'m'e", "bomme", "bo-mme", "bo’m’e"),
    # contractions
    ("har'a", "hara", "har’a"),
    ("ngoan'eso", "ngwaneso"),
    # words run together and apart
    ("kea leboha", "ke a leboha", "kealeboha", "Kea  leboha"),
    ("ha ke na", "hake na", "hakena"),
    ("phasepoto ea ka", "phasepoto yaka", "phasepoto ya ka", "phasepoto eaka"),
    ("ho na le", "hona le", "honale"),
    ("e kae", "ekae"),
    ("oa tseba", "o a tseba", "ua tseba", "u a tseba"),
    ("u ka nthusa?", "o ka nthusa ?", "uka nthusa?", "oka nthusa??"),
    ("haholo-holo", "haholoholo"),
    # accents, form and quotes
    ("tšōēlōpele", "tshwelopele"),
    ("chelete", "tjhelete", "ＣＨＥＬＥＴＥ", "«chelete»", "'chelete'"),
    ("khotso", "kgotso", "k'hotso"),
]


@pytest.mark.parametrize("forms", ONE_KEY, ids=lambda forms: forms[0])
def test_ways_to_write_one_thing(forms: tuple[str, ...]) -> None:
    assert {key(form) for form in forms} == {key(forms[0])}


APART = [
    ("nna", "na"), ("banna", "bana"), ("monna", "mona"), ("ntja", "ntjha"), ("ke", "ka"), ("kena", "ke na"),
    ("hae", "hao"), ("tsela", "tela"), ("bua", "bula"), ("lefa", "lefu"), ("mosali", "mosele"), ("reka", "rekisa"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert key(one) != key(other)


ENGLISH = (
    "how much is a passport|where do i renew my permit|my employer took my papers|when will you pay|did they die|"
    "i was injured in the mine|which documents|widow|wife|child|children|day|date|duty|due|your|you|year|yes"
)


def test_english_stays_distinguishable() -> None:
    keys = [key(text) for text in ENGLISH.split("|")]
    assert len(set(keys)) == len(keys)
    assert all(key(text.upper()) == found for text, found in zip(ENGLISH.split("|"), keys, strict=True))


NUMBERS = [("M1,234.50", "m1,234.50"), ("28/05/2027", "28 05 2027"), ("R130.", "r130"), ("3 - 5", "3 5"), ("...", "")]


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_figures_keep_their_points_and_commas(text: str, expected: str) -> None:
    assert key(text) == expected


@given(ZA_TEXTS)
def test_respelling_does_not_move_the_key(text: str) -> None:
    assert key(to_lesotho(text)) == key(text)


@given(ZA_TEXTS)
def test_sms_text_has_the_same_key(text: str) -> None:
    lesotho = to_lesotho(text)
    assert key(to_gsm7(lesotho)) == key(lesotho) == key(from_gsm7(to_gsm7(lesotho)))


@given(st.one_of(LETTERS, st.text(max_size=60)))
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert key(key(text)) == key(text)


@given(st.text())
def test_a_key_is_small_letters_figures_and_single_spaces(text: str) -> None:
    found = key(text)
    assert found.isascii()
    assert found == " ".join(found.lower().split())


@given(LETTERS)
def test_capitals_and_spaces_do_not_matter(text: str) -> None:
    assert key(text.upper()) == key(text) == key(f"  {text}\n")


def test_it_is_fast() -> None:
    text = "Ke kopa ho tseba hore na phasepoto ya ka e se e lokile kapa"
    rounds = 2000
    best = min(_seconds(text, rounds) for _ in range(5)) / rounds
    assert best < 150e-6, f"{best * 1e6:.0f} us"


def test_a_long_message_takes_no_longer_by_the_letter() -> None:
    for worst in (" ' - " * 400, "?" * 1600, "'m" * 800, "w" * 1600, "y" * 1600, ". " * 800):
        assert _seconds(worst, 1) < 0.05


def _seconds(text: str, rounds: int) -> float:
    start = time.process_time()
    for _ in itertools.repeat(None, rounds):
        key(text)
    return time.process_time() - start
