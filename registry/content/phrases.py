"""The few sentences the engine itself adds to an answer, in three locales, and who stands behind a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from .answers import Locale

ByLocale: TypeAlias = Mapping[Locale, str]

AGED: ByLocale = {
    "en": "This was checked some time ago and may have changed: ask {who} before you travel or pay.",
    "st_LS": "Litaba tsena li hlahlobiloe khale, mohlomong li fetohile: botsa {who} pele u tsamaea kapa u lefa.",
    "st_ZA": "Ditaba tsena di hlahlobilwe kgale, mohlomong di fetohile: botsa {who} pele o tsamaya kapa o lefa.",
}
AGED_SHORT: ByLocale = {
    "en": "May have changed: ask {who}.",
    "st_LS": "Mohlomong e fetohile: botsa {who}.",
    "st_ZA": "Mohlomong e fetohile: botsa {who}.",
}
NEAREST_MISSION: ByLocale = {
    "en": "the nearest Lesotho mission (text MISSION and your town)",
    "st_LS": "boemeli ba Lesotho bo haufi (romela MISSION le toropo ea hao)",
    "st_ZA": "boemedi ba Lesotho bo haufi (romella MISSION le toropo ya hao)",
}
SILENT: ByLocale = {
    "en": "We cannot confirm this now. Text MISSION and your town: we will name the Lesotho office nearest to you.",
    "st_LS": "Ha re khone ho netefatsa taba ena hona joale. Romela MISSION le toropo ea hao: "
    "re tla u bolella ofisi ea Lesotho e haufi le uena.",
    "st_ZA": "Ha re kgone ho netefatsa taba ena hona jwale. Romella MISSION le toropo ya hao: "
    "re tla o bolella ofisi ya Lesotho e haufi le wena.",
}

CHECKED: ByLocale = {"en": "checked {month}", "st_LS": "e hlahlobiloe {month}", "st_ZA": "e hlahlobilwe {month}"}


@dataclass(frozen=True, slots=True)
class Body:
    """Who stands behind a source: `label` after an answer, `ask` in a sentence (the nearest mission when None)."""

    label: str
    ask: ByLocale | None = None


def _same(name: str, english: str | None = None) -> ByLocale:
    return {"en": english or name, "st_LS": name, "st_ZA": name}


# Sources that readers know and can turn to. Any other page (a newspaper, a copy of a leaflet) is named to nobody:
# the answer then only says when it was checked. The longest ending of the host that is here counts.
BODIES: Mapping[str, Body] = {
    "gov.ls": Body("gov.ls"),
    "homeaffairs.gov.ls": Body(
        "gov.ls",
        {
            "en": "Home Affairs in Lesotho",
            "st_LS": "ba Litaba tsa Lehae Lesotho",
            "st_ZA": "ba Merero ya Lehae Lesotho",
        },
    ),
    "gov.za": Body("gov.za"),
    "dha.gov.za": Body(
        "dha.gov.za",
        {
            "en": "Home Affairs in South Africa",
            "st_LS": "ba Litaba tsa Lehae Afrika Boroa",
            "st_ZA": "ba Merero ya Lehae Afrika Borwa",
        },
    ),
    "labour.gov.za": Body(
        "gov.za",
        {"en": "the Department of Labour", "st_LS": "Lefapha la Mesebetsi", "st_ZA": "Lefapha la Mesebetsi"},
    ),
    "ccma.org.za": Body("CCMA", _same("CCMA", "the CCMA")),
    "fsca.co.za": Body("FSCA", _same("FSCA", "the FSCA")),
    "iom.int": Body("IOM", _same("IOM")),
    "lawlibrary.org.za": Body("lawlibrary.org.za"),
    "lesotholii.org": Body("lesotholii.org"),
    "mwpf.co.za": Body("MWPF", _same("Mineworkers Provident Fund", "the Mineworkers Provident Fund")),
    "nioh.ac.za": Body("NIOH", _same("NIOH", "the NIOH")),
    "psspfund.co.za": Body("PSSPF", _same("PSSPF", "the PSSPF")),
    "randmutual.co.za": Body("RMA", _same("Rand Mutual")),
    "teba.co.za": Body("TEBA", _same("TEBA")),
    "tshiamisotrust.com": Body("Tshiamiso", _same("Tshiamiso Trust", "the Tshiamiso Trust")),
    "vfsglobal.com": Body("VFS", _same("VFS")),
}


def body(host: str) -> Body | None:
    """The body behind a host, if readers know it."""
    endings = (host.split(".", n)[n] for n in range(host.count(".") + 1))
    return next((BODIES[ending] for ending in endings if ending in BODIES), None)


def who_to_ask(host: str, locale: Locale) -> str:
    """Who can say whether a fact from this host still holds."""
    known = body(host)
    return (known.ask if known and known.ask else NEAREST_MISSION)[locale]
