"""Whether what an answer offers can be used from where the reader is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .answers import FORMS, Answer, Item, Ref
from .files import Content
from .formats import home
from .reading import LOCALES, Path
from .render import speaks
from .sources import Origin, Problem
from .values import Phone, Same

# Words to text back that bring a person or an office.
COMMAND = re.compile(r"\b(?:MISSION|COMPLAINT|TLETLEBO|YES|EE)\b")
# Topics at the end of which a person or an office waits.
PEOPLE = frozenset({"claim.open", "complaint.open", "human", "mission.nearest"})
REMEDY = "Say it with `for: ZA`"


def unreachable(answer: Answer, content: Content, origin: Origin) -> Iterator[Problem]:
    """Numbers told to a reader in Lesotho that only work in South Africa.

    With another way beside them they are a warning, or nothing where `for` says that they are meant.
    """
    for locale in LOCALES:
        seen = list(_seen_from_lesotho(answer, locale))
        reached = not PEOPLE.isdisjoint(answer.leads_to) or any(
            _reaches(item, content) for _, item in seen if speaks(item, content.facts)
        )
        for path, item in seen:
            for ref in item.refs():
                if _home(ref, content) in (None, "LS"):
                    continue
                if not reached:
                    what = f"{ref} is the only way told, and no way from Lesotho"
                    yield origin.problem(what, f"{REMEDY}, and tell a reader in Lesotho another way", path)
                elif not item.readers:
                    yield origin.problem(f"{ref} cannot be dialled from Lesotho", REMEDY, path, warning=True)


def _seen_from_lesotho(answer: Answer, locale: str) -> Iterator[tuple[Path, Item]]:
    for form in FORMS:
        for n, item in enumerate(answer.texts[locale].form(form)):
            if item.is_for("LS"):
                yield ("texts", locale, form, n), item


def _reaches(item: Item, content: Content) -> bool:
    values = [content.facts[ref.fact].values[ref.part] for ref in item.refs()]
    dialled = any(home(value) == "LS" or (isinstance(value, Phone) and home(value) is None) for value in values)
    written = any(isinstance(value, Same) and "@" in value.text for value in values)
    return dialled or written or COMMAND.search(item.say) is not None


def _home(ref: Ref, content: Content) -> str | None:
    return home(content.facts[ref.fact].values[ref.part])
