import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sesotho_samples import PAIRS, SENTENCES

from sesotho import from_gsm7, is_gsm7, segments, to_gsm7
from sesotho.segments import BASIC, EXTENSION

LESOTHO = st.lists(st.sampled_from([ls for _, ls in PAIRS]), max_size=20).map(" ".join)

OUT = [
    # the letter of Lesotho
    ("litšebeletso", "lits'ebeletso"),
    ("Tšitoe", "Ts'itoe"),
    ("TŠITOE", "TS'ITOE"),
    ("tS\u030citoe", "tS'itoe"),
    ("ts\u030citoe", "ts'itoe"),
    # a š that is no Sesotho
    ("Škoda", "Skoda"),
    # typographic signs
    ("‘Muso oa ’m’e", "'Muso oa 'm'e"),
    ("“Ke nako” — o re…", '"Ke nako" - o re...'),
    ("8–12 ‐ ok", "8-12 - ok"),
    ("a\u00a0b\u202fc\td", "a b c d"),
    ("• one\n• two", "- one\n- two"),
    ("½ × 2 → 1", "1/2 x 2 -> 1"),
    # accents: GSM-7 has some
    ("tsēlē tsōlō ê ô â", "tsele tsolo e o a"),
    ("è é ò ù ì à ä ö ü ñ Ç É", "è é ò ù ì à ä ö ü ñ Ç É"),
    ("ç á í ó ú Á", "c a i o u A"),
    # nothing like it
    ("Lumela 👋🏽 ntate", "Lumela ntate"),
    ("👋 Lumela", "Lumela"),
    ("Lumela 👨‍👩‍👧", "Lumela"),
    ("ho👍lokile", "holokile"),
    ("a 😀😀 b 😀 c", "a b c"),
    ("1️⃣ passport", "1 passport"),
    ("Привет", ""),
    ("你好 ke kopa", "ke kopa"),
    ("nul\0 bell\a", "nul bell"),
    ("ﬁne ＡＢＣ", "fine ABC"),
    # a text that is fine stays as it is, spaces included
    ("  Ke kopa  thuso  ", "  Ke kopa  thuso  "),
    ("€5 [a] {b} ~ ^ | \\ \f", "€5 [a] {b} ~ ^ | \\ \f"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), OUT)
def test_out(text: str, expected: str) -> None:
    assert to_gsm7(text) == expected


BACK = [
    ("lits'ebeletso", "litšebeletso"),
    ("TS'ITOE Ts'itoe tS'itoe", "TŠITOE Tšitoe tŠitoe"),
    ("bonts'a ts'a ts'oarelo", "bontša tša tšoarelo"),
    # apostrophes that are none of it
    ("'m'e 'muso har'a holim'a mong'a ngoan'eso moren'aka 'nete bo-'m'e", None),
    ("mots'eo Mots'eo MOTS'EO mets'eo", None),
    ("it's, that's, let's, agents' fees, tenants' rights, lets'go, rights'law", None),
    ("'Metsi' le 'ntsu'", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "expected"), BACK)
def test_back(text: str, expected: str | None) -> None:
    assert from_gsm7(text) == (text if expected is None else expected)


def test_every_word_of_lesotho_comes_back() -> None:
    words = [ls for _, ls in PAIRS]
    forms = [*words, *map(str.upper, words), *map(str.capitalize, words)]
    assert [(word, to_gsm7(word)) for word in forms if from_gsm7(to_gsm7(word)) != word] == []


@pytest.mark.parametrize("ls", [ls for _, ls in SENTENCES])
def test_every_sentence_comes_back(ls: str) -> None:
    assert from_gsm7(to_gsm7(ls)) == ls


@given(LESOTHO)
def test_any_lesotho_text_comes_back(text: str) -> None:
    assert from_gsm7(to_gsm7(text)) == text


@given(LESOTHO)
def test_a_caron_costs_one_character_and_no_other_encoding(text: str) -> None:
    cost = segments(to_gsm7(text))
    assert cost.encoding == "GSM-7"
    assert cost.units == len(text) + text.count("š")


@given(st.text())
def test_always_gsm7_and_done_once(text: str) -> None:
    plain = to_gsm7(text)
    assert is_gsm7(plain)
    assert segments(plain).encoding == "GSM-7"
    assert to_gsm7(plain) == plain


@given(st.text(alphabet=sorted(BASIC | EXTENSION)))
def test_gsm7_text_is_left_alone(text: str) -> None:
    assert to_gsm7(text) is text


@given(st.text())
def test_back_changes_nothing_but_apostrophes(text: str) -> None:
    back = from_gsm7(text)
    assert back.replace("š", "s'").replace("Š", "S'") == text.replace("š", "s'").replace("Š", "S'")


def test_a_long_message_is_no_trap() -> None:
    for worst in ("😀 " * 800, " " * 1600 + "😀", "\0" * 1600, "ts'" * 600, "a'" * 800):
        start = time.process_time()
        from_gsm7(to_gsm7(worst))
        assert time.process_time() - start < 0.2
