"""Translations of the service's own phrases: `python -m service.catalogues extract|update|check`.

English stands in the code; `.pot` files list it, `.po` files are what people edit, `.mo` files what gettext reads.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.util import pathmatch

from registry.content.answers import Locale
from registry.content.files import Content, read
from registry.content.languages import misspelt
from service.settings import ROOT
from sesotho import segments, to_gsm7

LOCALES = ROOT / "locales"
SOURCES = {
    "bot": "domain.yml",
    "gateway": "gateway/words.py",
    "actions": "actions/words.py",
    "dialogues": "registry/dialogues/words.py",
    "register": "console/register/words.py",
}
# Domains whose phrases stand in many files, each found by these patterns.
TREES = {"console": ("console/*.py", "console/templates/*.html")}
DOMAINS = (*SOURCES, *TREES)
# Pages, not messages: nothing in them has to fit into a text.
UNMEASURED = frozenset(TREES)
# A question is worth a second segment, with what was understood before it; anything else is worth one.
MOST_SEGMENTS = {"dialogues": 2, "register": 3}
TRANSLATED: tuple[Locale, ...] = ("st_LS", "st_ZA")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
NAMED = re.compile(r"%\((\w+)\)s")
# Dates and tool versions would make a file differ each time it is written.
CHANGING = re.compile(
    rb'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator|Language-Team): .*\n',
    re.MULTILINE,
)
TEMPLATE_COMMENT = """# Phrases of Thuso, the help line of Lesotho's Ministry of Foreign Affairs.
# Made by `python -m service.catalogues extract`: do not edit."""
UNREVIEWED = """# Phrases of Thuso, the help line of Lesotho's Ministry of Foreign Affairs: {language}.
# No native reader has reviewed this file yet. Whoever does writes name and date here."""
LANGUAGES = {"st_LS": "Sesotho, Lesotho spelling", "st_ZA": "Sesotho, South African spelling"}
# The longest values that stand in a phrase in real life: names of offices, towns, days.
LONGEST = {
    "office": "Consulate General of Lesotho, Johannesburg",
    "km": "345",
    "place": "Ofisi ea liphasepoto, Mohale's Hoek",
    "reference": "ZA-LEP-1234567890",
    "phone": "+27 12 345 6789",
    "towns": "Middelburg (Mpumalanga), Middelburg (Eastern Cape)",
    "name": "Pitso ea Basotho ba Rustenburg",
    "day": "12 Pulungoana 2027",
    "time": "10:00",
    "venue": "Rustenburg Civic Centre",
    "town": "Rustenburg",
    "licence": "LES/REC/2026/014",
    "until": "12 Pulungoana 2027",
    "names": "Thaba Bosiu Recruiters, Thaba Telle Recruiting",
    "title": "Ofisi ea Lesotho e haufi",
    "closes": "16:30",
    "opens": "08:00",
    "ahead": "120",
    "wait": "26:00 h",
    "forums": "Rustenburg (12 Pulungoana 2027), Welkom (13 Pulungoana 2027)",
    "country": "South Africa",
    "district": "Mohale's Hoek",
    "work": "cleaning or care",
    "interests": "forums, permits, passports, claims and pensions, jobs, investment",
    "code": "REG-7K3M-4XAC",
    "kind": "Complaint: employer",
    "employer": "Sibanye Kloof mine, Westonaria, shaft 7",
    "person": "Nthabiseng Mohapi",
    "month": "February 2031",
    "signs": "34679ACEFHJKMPRTWXY",
    "receipt": "ABCD-EFGH-JKLM",
    "language": "Sesotho",
    "count": "12",
    "topics": "diaspora.forums, pension, passport",
    "date": "12 Pulungoana 2027",
    "heard": "1234",
    "sent": "1234",
    "texts": "1234",
    "cases": "LSABC123, LSABD124",
}


class Unextractable(Exception):
    """One line: what babel.cfg does not say."""


def compile_catalogues(locales: Path = LOCALES) -> int:
    """Compile every catalogue that is newer than its compiled form; how many were."""
    compiled = 0
    for source in sorted(locales.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        scratch = target.with_suffix(".tmp")
        with scratch.open("wb") as file:
            write_mo(file, catalogue)
        scratch.replace(target)
        compiled += 1
    return compiled


def extract(locales: Path = LOCALES) -> list[Path]:
    """Write a `.pot` file for each domain; those that changed. Raises `Unextractable`."""
    return [path for domain in DOMAINS if _write(path := locales / f"{domain}.pot", _bytes(template(domain)))]


def update(locales: Path = LOCALES) -> list[Path]:
    """Bring templates and `.po` files up to the code, keeping every translation that still has its phrase."""
    changed = extract(locales)
    for domain, locale, path in _translations(locales):
        catalogue = _read(path, locale) if path.exists() else _new(domain, locale)
        catalogue.update(template(domain), update_creation_date=False)
        if _write(path, _bytes(catalogue)):
            changed.append(path)
    return changed


def check(locales: Path = LOCALES) -> list[str]:
    """What is wrong with the catalogues, each with what to do; empty when all is well."""
    found = [
        f"{path.name}: not what the code says now. Run python -m service.catalogues update."
        for domain in DOMAINS
        if not (path := locales / f"{domain}.pot").exists() or path.read_bytes() != _bytes(template(domain))
    ]
    content = read(ROOT / "content")[0]
    excused = yaml.safe_load((locales / "long.yaml").read_text("utf-8"))
    for domain in DOMAINS:
        room = MOST_SEGMENTS.get(domain, 1)
        found += [
            f"{domain}.pot: {problem}"
            for text in _phrases(domain)
            for problem in _too_long(text, text, excused, room)
            if domain not in UNMEASURED
        ]
    for domain, locale, path in _translations(locales):
        catalogue = _read(path, locale) if path.exists() else Catalog(locale)
        found += [f"{locale}/{domain}.po: {problem}" for problem in _stale(catalogue, domain)]
        for text in _phrases(domain):
            message = catalogue.get(text)
            most = None if domain in UNMEASURED else MOST_SEGMENTS.get(domain, 1)
            found += [f"{locale}/{domain}.po: {each}" for each in _wrong(text, message, locale, content, excused, most)]
    return found + _unused(excused)


@cache
def template(domain: str) -> Catalog:
    """The phrases of a domain as the code has them. Raises `Unextractable`."""
    catalogue = Catalog(project="Thuso", version=domain, header_comment=TEMPLATE_COMMENT, charset="utf-8", fuzzy=False)
    for source in _sources(domain):
        method, options = _method(source)
        for line, text, comments, _ in extract_from_file(method, ROOT / source, options=options):
            catalogue.add(str(text), locations=[(source, line)], auto_comments=comments)
    return catalogue


def _sources(domain: str) -> list[str]:
    if domain in SOURCES:
        return [SOURCES[domain]]
    return sorted(str(path.relative_to(ROOT)) for pattern in TREES[domain] for path in ROOT.glob(pattern))


def _method(source: str) -> tuple[str, dict[str, str]]:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    for pattern, method in methods:
        if pathmatch(pattern, source):
            return method, options.get(pattern, {})
    raise Unextractable(f"babel.cfg does not say how to read {source}")


def _phrases(domain: str) -> list[str]:
    return sorted(str(message.id) for message in template(domain) if message.id)


def _translations(locales: Path) -> Iterator[tuple[str, Locale, Path]]:
    for locale in TRANSLATED:
        for domain in DOMAINS:
            yield domain, locale, locales / locale / "LC_MESSAGES" / f"{domain}.po"


def _new(domain: str, locale: Locale) -> Catalog:
    comment = UNREVIEWED.format(language=LANGUAGES[locale])
    return Catalog(locale, project="Thuso", version=domain, header_comment=comment, charset="utf-8", fuzzy=False)


def _read(path: Path, locale: Locale) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _bytes(catalogue: Catalog) -> bytes:
    written = BytesIO()
    write_po(written, catalogue, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return CHANGING.sub(b"", written.getvalue()).rstrip() + b"\n"


def _write(path: Path, content: bytes) -> bool:
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def _stale(catalogue: Catalog, domain: str) -> list[str]:
    known = set(_phrases(domain))
    return [
        f"{message.id!r} is said nowhere. Run python -m service.catalogues update."
        for message in catalogue
        if message.id and message.id not in known
    ]


def _wrong(
    text: str, message: Message | None, locale: Locale, content: Content, excused: dict[str, str], most: int | None = 1
) -> Iterator[str]:
    translated = str(message.string) if message and message.string else ""
    if not translated:
        yield f"{text!r} has no translation. Write it."
        return
    if message and message.fuzzy:
        yield f"{text!r} is fuzzy: the English changed. Mend the translation and take `fuzzy` away."
    if _placeholders(text) != _placeholders(translated):
        yield f"{translated!r} has other placeholders than the English. Use {sorted(set(_placeholders(text)))}."
    for word, todo in misspelt(content.words.without_accepted(NAMED.sub(" 0 ", translated)), locale):
        yield f"`{word}` is not {locale} spelling in {translated!r}: {todo}."
    if most is not None:
        yield from _too_long(text, translated, excused, most)


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text) + NAMED.findall(text))


def _too_long(text: str, said: str, excused: dict[str, str], most: int = 1) -> Iterator[str]:
    # A phrase that ends with a colon stands over a menu, and menus are cut to fit where they are laid out.
    if said.endswith(":") or text in excused:
        return
    for name in sorted(set(PLACEHOLDER.findall(said)) - set(LONGEST)):
        yield f"nobody knows how long {{{name}}} in {said!r} gets. Add it to LONGEST in service/catalogues.py."
    size = segments(to_gsm7(_filled(said)))
    if size.count > most:
        yield f"{said!r} takes {size.count} SMS segments ({size.units}). Shorten it, or excuse it in long.yaml."


def _filled(said: str) -> str:
    return PLACEHOLDER.sub(lambda found: LONGEST.get(found[1], found[0]), said)


def _unused(excused: dict[str, str]) -> list[str]:
    known = {text for domain in DOMAINS for text in _phrases(domain)}
    return [f"long.yaml: {text!r} is said nowhere. Take it out." for text in excused if text not in known]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all is well."""
    parser = argparse.ArgumentParser(prog="python -m service.catalogues", description="The service's own phrases.")
    parser.add_argument("command", choices=("extract", "update", "check", "compile"))
    command = parser.parse_args(arguments).command
    if command == "check":
        found = check()
        print("\n".join(found) or "all catalogues are complete")
        return 1 if found else 0
    if command == "compile":
        print(f"{compile_catalogues()} compiled")
        return 0
    for path in extract() if command == "extract" else update():
        print(f"written: {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
