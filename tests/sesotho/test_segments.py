import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesotho import Segments, segments, split_segments
from sesotho.segments import BASIC, EXTENSION

GSM = "GSM-7"
UCS = "UCS-2"

COUNTED = [
    ("", GSM, 0, 1),
    ("a", GSM, 1, 1),
    ("a" * 160, GSM, 160, 1),
    ("a" * 161, GSM, 161, 2),
    ("a" * 306, GSM, 306, 2),
    ("a" * 307, GSM, 307, 3),
    ("a" * 459, GSM, 459, 3),
    ("a" * 460, GSM, 460, 4),
    ("a" * 1600, GSM, 1600, 11),
    # two septets each
    ("€", GSM, 2, 1),
    ("[" * 80, GSM, 160, 1),
    ("[" * 81, GSM, 162, 2),
    ("\f", GSM, 2, 1),
    # 306 septets, but no pair is split: 76 pairs to a part of 153
    ("[" * 153, GSM, 306, 3),
    ("a" * 152 + "[" + "a" * 151, GSM, 305, 2),
    ("a" * 152 + "[" + "a" * 152, GSM, 306, 3),
    ("a" * 153 + "[" + "a" * 151, GSM, 306, 2),
    # UCS-2
    ("š", UCS, 1, 1),
    ("š" * 70, UCS, 70, 1),
    ("š" * 71, UCS, 71, 2),
    ("š" * 134, UCS, 134, 2),
    ("š" * 135, UCS, 135, 3),
    ("a" * 69 + "š", UCS, 70, 1),
    ("[" * 69 + "š", UCS, 70, 1),
    # two code units each
    ("😀", UCS, 2, 1),
    ("😀" * 35, UCS, 70, 1),
    ("😀" * 36, UCS, 72, 2),
    # 134 units, but 33 pairs to a part of 67
    ("😀" * 67, UCS, 134, 3),
    ("š" * 66 + "😀" + "š" * 65, UCS, 133, 2),
    ("š" * 66 + "😀" + "š" * 66, UCS, 134, 3),
    # letters that GSM-7 has and has not
    ("èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüàΔΦΓΛΩΠΨΣΘΞ@£$¥¤¡¿§", GSM, 41, 1),
    ("ç", UCS, 1, 1),
    ("`", UCS, 1, 1),
    ("’", UCS, 1, 1),
    ("\t", UCS, 1, 1),
    ("\x1b", UCS, 1, 1),
    ("a\r\nb", GSM, 4, 1),
    # the notice of 137 characters with one caron
    ("a" * 136 + "š", UCS, 137, 3),
]


@pytest.mark.parametrize(("text", "encoding", "units", "count"), COUNTED)
def test_counted(text: str, encoding: str, units: int, count: int) -> None:
    assert segments(text) == Segments(encoding, units, count)  # type: ignore[arg-type]


def test_the_tables_are_those_of_the_standard() -> None:
    assert len(BASIC) == 127
    assert len(EXTENSION) == 10
    assert BASIC.isdisjoint(EXTENSION)


TEXTS = st.one_of(
    st.text(max_size=400),
    st.text(alphabet="ab[]€^ \n", max_size=700),
    st.text(alphabet="aš😀👋[", max_size=400),
)


def in_bits(text: str) -> int:
    """Parts by filling 140 octets with bits, the way the network does it."""
    gsm = all(character in BASIC or character in EXTENSION for character in text)

    def size(character: str) -> int:
        if gsm:
            return 14 if character in EXTENSION else 7
        return 8 * len(character.encode("utf-16-be", "surrogatepass"))

    if sum(map(size, text)) <= 1120:
        return 1
    parts, free = 1, 1120 - 48
    for character in text:
        if size(character) > free:
            parts, free = parts + 1, 1120 - 48
        free -= size(character)
    return parts


@given(TEXTS)
def test_the_same_as_filling_octets(text: str) -> None:
    assert segments(text).count == in_bits(text)


@given(TEXTS, TEXTS)
def test_more_text_never_costs_less(text: str, more: str) -> None:
    less, all_of_it = segments(text), segments(text + more)
    assert all_of_it.count >= less.count
    assert all_of_it.units >= less.units or all_of_it.encoding != less.encoding


@given(TEXTS)
def test_parts_are_the_text_and_each_fits(text: str) -> None:
    parts = split_segments(text)
    whole = segments(text)
    assert "".join(parts) == text
    assert len(parts) == whole.count
    limit = {(GSM, True): 160, (GSM, False): 153, (UCS, True): 70, (UCS, False): 67}[whole.encoding, whole.count == 1]
    for part in parts:
        units = len(part.encode("utf-16-be", "surrogatepass")) // 2 if whole.encoding == UCS else segments(part).units
        assert units <= limit
