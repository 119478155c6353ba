from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

TOPICS = """\
passport:
  passport.fee: {kind: answer, asks: what a passport costs}
  passport.lost: {kind: lookup, asks: passport lost}
  passport.apply: {kind: flow, asks: a first passport}
safety:
  tip.help: {kind: safety, asks: held or forced}
"""

FACTS = """\
- id: fee
  about: What a passport costs
  said: M130
  values:
    value: {money: "130", currency: LSL}
    days: {number: 5}
  source: {url: "https://www.gov.ls/fees/", date: "Dec 2019"}
  checked_at: 2026-11-22
  review_at: 2027-05-22
  standing: published
  confidence: high
  stale_risk: medium

- id: office
  about: The office for passports
  said: 010 100 3001
  values:
    value: {phone: "+27101003001"}
    email: {text: "office@example.org"}
  source: {url: "https://news.example/office", date: "2025"}
  checked_at: 2026-11-22
  review_at: 2027-05-22
  standing: verify_first
  confidence: medium
  stale_risk: medium
  note: "Said in one place only: ring first."

- id: line
  about: A free line
  said: 0800 222 777
  values:
    value: {phone: "+27800222777", toll_free: true}
  source: {url: "https://line.example/", date: "undated"}
  checked_at: 2026-11-22
  review_at: 2027-05-22
  standing: published
  confidence: high
  stale_risk: low

- id: law
  about: A law that is only prose
  said: "In force: all of it"
  values: {}
  source: {url: "https://law.example/", date: "2011"}
  checked_at: 2026-11-22
  review_at: 2027-11-22
  standing: published
  confidence: high
  stale_risk: low
"""

FULL = """\
    - {line}
    - {line}
    - {line}
    - {line}
    - {line}
    - {line}
    - {line}
    - {line}
"""

ANSWER = (
    """\
topic: passport.fee
title: {en: "Passport fee", st_LS: "Tefo ea phasepoto", st_ZA: "Tefo ya phasepoto"}
leads_to: [passport.lost, passport.apply]
texts:
  en:
    short:
    - A passport costs {fee}.
    - {say: "Call {office}.", awaits: true}
    - {say: "Call {line}, free.", for: ZA}
    full:
"""
    + FULL.format(line="It costs {{fee}}.").replace("{{", "{").replace("}}", "}")
    + """\
  st_LS:
    short:
    - Phasepoto e bitsa {fee}.
    - {say: "Letsetsa {office}.", awaits: true}
    - {say: "Letsetsa {line}, mahala.", for: ZA}
    full:
"""
    + FULL.format(line="Tefo ea eona ke {{fee}}.").replace("{{", "{").replace("}}", "}")
    + """\
  st_ZA:
    short:
    - Phasepoto e bitsa {fee}.
    - {say: "Letsetsa {office}.", awaits: true}
    - {say: "Letsetsa {line}, mahala.", for: ZA}
    full:
"""
    + FULL.format(line="Tefo ya yona ke {{fee}}.").replace("{{", "{").replace("}}", "}")
    + """\
review:
  en: {by: null, at: null}
  st_LS: {by: null, at: null}
  st_ZA: {by: "Palesa Mokoena", at: 2026-11-22}
"""
)

SAFETY = """\
topic: tip.help
title: {en: "Help now", st_LS: "Thuso hona joale", st_ZA: "Thuso hona jwale"}
leads_to: []
texts:
  en:
    short:
    - Are you safe to read this?
    - {say: "Call {line}.", for: ZA}
    full:
    - To be called, reply YES.
  st_LS:
    short:
    - Na ho bolokehile hore u bale?
    - {say: "Letsetsa {line}.", for: ZA}
    full:
    - Ho letsetsoa, araba EE.
  st_ZA:
    short:
    - Na ho bolokehile hore o bale?
    - {say: "Letsetsa {line}.", for: ZA}
    full:
    - Ho letsetswa, araba EE.
review:
  en: {by: null, at: null}
  st_LS: {by: null, at: null}
  st_ZA: {by: null, at: null}
"""

TOWNS = """\
- {name: Welkom, country: ZA, region: Free State, lat: -27.98, lon: 26.73, aliases: [matjhabeng]}
- {name: Johannesburg, country: ZA, region: Gauteng, lat: -26.20, lon: 28.05, aliases: [joburg, jozi]}
- {name: Middelburg, country: ZA, region: Mpumalanga, lat: -25.77, lon: 29.46}
- {name: Middelburg Cape, country: ZA, region: Eastern Cape, lat: -31.49, lon: 25.00, aliases: [middelburg]}
- {name: Maseru, country: LS, region: Maseru, lat: -29.31, lon: 27.48}
"""

MISSIONS = """\
- id: pretoria
  kind: high_commission
  name: {en: "High Commission", st_LS: "Boemeli", st_ZA: "Boemedi"}
  town: Johannesburg
  country: ZA
  lat: -25.75
  lon: 28.19
  serves: [ZA, BW]
  contact: {phone: office, email: office.email}
- id: welkom
  kind: consulate
  name: {en: "Consulate Welkom", st_LS: "Khonsoleiti ea Welkom", st_ZA: "Konsoleiti ya Welkom"}
  town: Welkom
  country: ZA
  lat: -27.98
  lon: 26.73
- id: ministry
  kind: ministry
  name: {en: "Ministry", st_LS: "Lekala", st_ZA: "Lekala"}
  town: Maseru
  country: LS
  lat: -29.31
  lon: 27.48
"""

PLACES = """\
- id: bridge
  kind: border
  name: {en: "Maseru Bridge", st_LS: "Maseru Bridge", st_ZA: "Maseru Bridge"}
  town: Maseru
  country: LS
  lat: -29.30
  lon: 27.46
"""

WORDS = """
araba bale bitsa e ea ee eona ho hona hore joale jwale kapa ke letsetsa mahala na o phasepoto
romella tefo thuso u ya yona
"""

FILES = {
    "topics.yaml": TOPICS,
    "facts/passport.yaml": FACTS,
    "answers/passport/passport.fee.yaml": ANSWER,
    "answers/safety/tip.help.yaml": SAFETY,
    "towns.yaml": TOWNS,
    "missions.yaml": MISSIONS,
    "places.yaml": PLACES,
    "words/attested_st.txt": "\n".join(WORDS.split()) + "\n",
    "words/judged_st.txt": "bolokehile\nletsetsoa\nletsetswa\n",
    "words/accepted_st.yaml": "maseru bridge: the name of the border post\n",
}

Make = Callable[..., Path]


@pytest.fixture
def content_dir(tmp_path: Path) -> Make:
    """Writes a small, sound content directory; each change replaces one text by another in one file."""

    def make(*changes: tuple[str, str, str]) -> Path:
        files = dict(FILES)
        for name, old, new in changes:
            assert old in files[name], f"{old!r} is not in {name}"
            files[name] = files[name].replace(old, new)
        for name, text in files.items():
            path = tmp_path / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return tmp_path / "content"

    return make
