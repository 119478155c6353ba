from benchmarks.identify import corpus, train
from benchmarks.identify.corpus import Example
from sesotho.features import telling, tokens
from sesotho.identify import Identifier
from sesotho.model import Model


def test_models_trained_on_this_folder_alone_know_new_sentences() -> None:
    home = list(corpus.own())[::3]
    foreign = [example for example in corpus.foreign() if example.language in ("af", "pt", "zu")]
    identifier = Identifier(Model(train.train_frame(home)), Model(train.train_tongues(home, foreign)))
    said = {
        "ke hloka mosebetsi Gauteng hle": "st",
        "i need work in the city please": "en",
        "ngifuna umsebenzi kodwa anginayo imali": "zu",
        "ek soek werk maar ek het nie geld nie": "af",
    }
    assert {text: identifier.identify(text).language for text in said} == said


def test_the_same_texts_give_the_same_file() -> None:
    some = list(corpus.own())[::9]
    assert train.train_frame(some) == train.train_frame(some)


def test_what_speaks_against_its_label_is_left_out() -> None:
    mislabelled = Example("what is the price of this document", "st", "x")
    foreign = Example("ek wil my paspoort hernu asseblief", "en", "x")
    fine = Example("ke bokae tokomane ee", "st", "x")
    kept = train.cleaned([*corpus.own(), mislabelled, foreign, fine])
    assert (mislabelled in kept, foreign in kept, fine in kept) == (False, False, True)


def test_every_text_is_widened_in_its_own_language() -> None:
    wide = corpus.widened([Example("Ke kopa ditshebeletso tsa mmuso", "st", "x")], seed=1)
    texts = {example.text for example in wide}
    assert {"Ke kopa ditshebeletso tsa mmuso", "Ke kopa litšebeletso tsa 'muso"} <= texts
    assert {example.language for example in wide} == {"st"}


def test_training_and_use_see_the_same_words() -> None:
    text = "Ke kopa passport ea ka R130 Maseru"
    names, scale = train.vector(text)
    assert scale == 1 / len(telling(tokens(text))) ** 0.5
    assert "=passport" not in names
    assert "=kopa" in names
