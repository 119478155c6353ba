import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesotho import Habit, Identified, identify
from sesotho.identify import Identifier
from sesotho.model import Model

BASOTHO = Habit("st", "ls")
ZA = Habit("st", "za")
ENGLISH = Habit("en")

WORDS = {
    "st": (
        "ee|Ee.|e-ea|che|CHE|tjhe|Tjhe!|bokae|Bokae?|joang|jwang|hokae|neng|lumela|Dumela|dumelang|kea leboha|"
        "ke a leboha|tanki|"
        "thuso|nthuse|nthuseng hle|emisa|kgaotsa|khaotsa|eketsa|lenane|phasepoto|pasa|pemiti|penshene|chelete|tjhelete|"
        "'m'e|’me|ntate|sesotho|lefu|mokgolo|moputso|lelekilwe|lehlahile|ho tla ba neng|ha ke tsebe|ke mang|tloho|"
        "dimaene|litaba"
    ),
    "en": (
        "yes|Yes!|no|NO|hello|thanks|thank you|stop|START|help|more|English|how much|how much?|fee|price|renew|"
        "expired|lost|when|where|lawyer|police|injured|widow|salary|unpaid wages|good morning|what now|"
        "opening hours|nearest office|why not"
    ),
}


@pytest.mark.parametrize(("language", "text"), [(code, word) for code, row in WORDS.items() for word in row.split("|")])
def test_a_word_or_two(language: str, text: str) -> None:
    said = identify(text)
    assert said.language == language
    assert said.sure


SENTENCES = {
    "st": (
        "Ke lahlile phasepoto tekesing, ke etse joang?",
        "Na nka kena South Africa ke sena visa",
        "ke ne ke sebetsa Harmony ka 1994 ho fihlela 2003 mme ha ka lefuwa letho",
        "ntate o shoele morafong lilemong tse fetileng",
        "Mosadi wa hae o re o tla tla hosane le bana",
        "re hloka ambulense kapele",
        "ba ntjhentjhetse mosebetsi, jwale ha ba batle ho nkgutlisetsa karata",
        "kopa o mphe nomoro ya konsole Klerksdorp",
        "U ka mpolella hore na li-office li buloa ka nako mang?",
        "haeba permit e rejected ke etsang",
        "application ya ka ya LEP e re pending, e bolelang taba eo",
        "boss o hana ho nsaena form ya UIF",
        "ke batla go itse gore ofisi ya lona e kae",
        "ke nyaka go mpshafatša phasporoto ya ka",
        "ka kp nthse ke hlk pasa",
        "Hi, ke kopa ho tseba ka claim ya TEBA please",
        "Kopano ya diaspora e tshwarelwa kae selemong sena?",
        "helang, ho joang koana",
    ),
    "en": (
        "I lost my passport in a taxi, what should I do?",
        "Can I enter South Africa without a visa",
        "i worked for harmony from 1994 to 2003 and was never paid out",
        "my father died in the mine years ago",
        "Her husband says he is coming tomorrow with the kids",
        "we need an ambulance quickly",
        "they changed my job and now they keep my card",
        "please give me the number of the consul in Klerksdorp",
        "Dumela ntate, can you tell me when the offices open?",
        "if the pemiti is rejected what must I do",
        "my application for phasepoto says pending, what does it mean",
        "the ramosebetsi refuses to sign my UIF form",
        "pls hlp i nid pasport 4 my son",
        "wher is the ofice in welkm",
        "Lumela. I am asking about the pitso in Bloemfontein this Sunday",
        "no answer since last week, still waiting",
    ),
    "zu": ("Ngicela ukwazi ukuthi ipasipoti ibiza malini", "ingane yami iyagula kakhulu, ngenzeni"),
    "xh": ("Ndicela undixelele ukuba ipasipoti yimalini", "umyeni wam usweleke emgodini kunyaka ophelileyo"),
    "af": ("Hoeveel kos 'n paspoort en waar moet ek aansoek doen?", "my man is in die hospitaal en ons het nie geld"),
    "pt": ("Quero saber quanto custa renovar o passaporte", "o meu marido morreu na mina no ano passado"),
    "fr": ("Je voudrais savoir combien coute un passeport", "mon mari est mort dans la mine l'annee derniere"),
    "sn": ("Ndinoda kuziva kuti pasipoti inoita marii", "murume wangu akafira mumugodhi gore rapfuura"),
    "ny": ("Ndikufuna kudziwa kuti pasipoti ndi ndalama zingati", "mwamuna wanga anafera mumgodi chaka chatha"),
    "ts": ("Ndzi lava ku tiva leswaku pasipoto i mali muni", "nuna wa mina u file emugodini lembe leri hundzeke"),
    "sw": ("Nataka kujua pasipoti ni bei gani tafadhali", "mume wangu alifariki mgodini mwaka jana"),
    "zh": ("你好，护照多少钱？",),
    "am": ("ፓስፖርት ስንት ነው",),
}


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in SENTENCES.items() for text in texts])
def test_sentences(language: str, text: str) -> None:
    assert identify(text).language == language
    assert identify(text.upper()).language == language


FRAMES = [
    ("ke batla ho renewa passport", "st"),
    ("I want to renew phasepoto yaka", "en"),
    ("renew passport jwang", "st"),
    ("how do I ntjhafatsa my passport", "en"),
    ("passport ya ka e expired", "st"),
    ("my passport e lahlehile ke etse eng", "st"),
    ("border open nako mang", "st"),
    ("hotline ya human trafficking", "st"),
    ("what is the fee ya phasepoto", "en"),
    ("deferred pay ke eng", "st"),
    ("what is deferred moputso", "en"),
    ("work permit documents list hle, ke kopa eona", "st"),
    ("can I get penshene ya ntate", "en"),
]


@pytest.mark.parametrize(("text", "language"), FRAMES)
def test_the_words_that_carry_the_sentence_decide(text: str, language: str) -> None:
    assert identify(text).language == language


NOTHING = ["", "   ", "\0", "😀👍", "073 555 0101", "M130", "2", "?", "hi"]
NOTHING += ["Maseru", "Thabo Mokoena", "LSP", "visa", "menu", "Passport"]


@pytest.mark.parametrize("text", NOTHING)
def test_without_evidence_the_habit_decides(text: str) -> None:
    assert identify(text) == Identified("en", None, 0.5, False)
    assert identify(text, habit=BASOTHO) == Identified("st", "ls", 0.5, False)
    assert identify(text, habit=ZA) == Identified("st", "za", 0.5, False)
    assert identify(text, habit=ENGLISH) == Identified("en", None, 0.5, False)


SHARED = ["yes", "no", "thanks", "ok", "help", "stop", "hello", "more"]


@pytest.mark.parametrize("text", SHARED)
def test_english_that_everybody_texts_does_not_break_a_habit(text: str) -> None:
    assert identify(text).language == "en"
    said = identify(text, habit=ZA)
    assert (said.language, said.spelling, said.sure) == ("st", "za", False)


def test_a_clear_message_is_not_bent_by_habit() -> None:
    assert identify("how much is a passport", habit=BASOTHO).language == "en"
    assert identify("phasepoto ke bokae", habit=ENGLISH).language == "st"
    assert identify("Quero renovar o meu passaporte", habit=BASOTHO).language == "pt"


FAINT = Identifier(Model(["[st]", "2 =zxa", "-2 =zxo"]), Model(["[en]", "[st]", "[zu]"]))


@pytest.mark.parametrize(
    ("text", "alone", "with_basotho", "with_english"), [("zxa", "st", "st", "en"), ("zxo", "en", "st", "en")]
)
def test_an_unclear_message_follows_habit(text: str, alone: str, with_basotho: str, with_english: str) -> None:
    said = [FAINT.identify(text, habit) for habit in (None, BASOTHO, ENGLISH, Habit("zu"))]
    assert [one.language for one in said] == [alone, with_basotho, with_english, alone]
    assert not any(one.sure for one in said)


SPELLINGS = [
    ("Ke kopa litaba tsa chelete ea ka", None, "ls"),
    ("Ke kopa ditaba tsa tjhelete ya ka", None, "za"),
    ("Ke kopa ditaba tsa tjhelete ya ka", BASOTHO, "za"),
    ("ke kopa thuso", None, None),
    ("ke kopa thuso", BASOTHO, "ls"),
    ("ke kopa thuso", ZA, "za"),
    ("how much is a passport", BASOTHO, None),
    ("go reka diaparo tsa ngwana", None, "za"),
]


@pytest.mark.parametrize(("text", "habit", "spelling"), SPELLINGS)
def test_spelling_is_that_of_the_text_else_of_the_habit(text: str, habit: Habit | None, spelling: str | None) -> None:
    assert identify(text, habit=habit).spelling == spelling


@given(st.text(), st.sampled_from([None, BASOTHO, ENGLISH, Habit("pt")]))
def test_any_text_has_an_answer(text: str, habit: Habit | None) -> None:
    said = identify(text, habit=habit)
    assert 0 <= said.confidence <= 1
    assert len(said.language) == 2
    assert said.spelling in (None, "ls", "za")
    assert said.spelling is None or said.language == "st"


def test_it_is_fast() -> None:
    texts = [f"ke kopa ho tseba hore na phasepoto{index} e bokae selemong sena" for index in range(50)]
    identify("load the models")
    start = time.process_time()
    for text in texts:
        identify(text)
    assert (time.process_time() - start) / len(texts) < 2e-3


def test_the_weights_are_small() -> None:
    from importlib.resources import files

    sizes = [file.stat().st_size for file in files("sesotho.weights").iterdir() if file.name.endswith(".txt")]  # type: ignore[attr-defined]
    assert len(sizes) == 2
    assert sum(sizes) < 1_000_000
