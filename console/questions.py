"""What the assistant did not understand: like questions together, given a topic or answered at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response

from console.access import allowed, checked_form, office_of
from console.pages import LANGUAGES, go, show
from registry.models.base import now
from registry.phrases import N_
from registry.services import questions
from registry.services.editing import LOCALES
from registry.services.officers import SignedIn

routes = APIRouter()
Editor = Annotated[SignedIn, Depends(allowed("content"))]
Ids = Annotated[list[int], Form(max_length=500)]
MOST = 60
LEFT_OUT = {
    "safe_mode": N_("may not be safe"),
    "muted": N_("asked us never to write"),
    "opted_out": N_("asked us never to write"),
    "invalid": N_("number does not work"),
    "unknown": N_("no longer known"),
    "no_text": N_("no text in their language"),
}


@routes.get("/questions")
def listed(request: Request, officer: Editor) -> Response:
    """Clusters, the largest first."""
    return _page(request, officer)


@routes.post("/questions/teach", dependencies=[Depends(checked_form)])
def teach(request: Request, officer: Editor, ids: Ids, topic: Annotated[str, Form(max_length=40)] = "") -> Response:
    """Give them a topic: they become lessons for the next model."""
    office = office_of(request)
    if topic not in office.shelf.library.content.topics:
        raise HTTPException(400, N_("Choose a topic."))
    with office.database.write() as session:
        chosen = [each for each in questions.open_questions(session, office.vault) if each.miss in set(ids)]
        questions.teach(session, chosen, topic, officer.name, now())
        office.ledger.note(session, officer.name, "questions taught", topic, count=len(chosen))
    return go("/console/questions", "taught")


@routes.post("/questions/answer", dependencies=[Depends(checked_form)])
async def answer(request: Request, officer: Editor) -> Response:
    """Answer everyone who asked and still may be written to."""
    form = await request.form()
    ids = [int(str(each)) for each in form.getlist("ids") if str(each).isdigit()]
    topic = str(form.get("topic", ""))
    texts: dict[str, str] = {locale: str(form.get(f"text.{locale}", ""))[:600].strip() for locale in LOCALES}
    office = office_of(request)
    library = office.shelf.library
    if topic not in library.content.answers and not all(texts.values()):
        return _page(request, officer, problem=N_("Choose an answer, or write one in all three texts."))
    with office.database.write() as session:
        sent = questions.answer_everyone(
            session, office.vault, library, ids, texts, topic if topic in library.content.answers else None,
            officer.name, now(),
        )  # fmt: skip
        office.ledger.note(session, officer.name, "questions answered", topic, count=sent.count)
    office.wake()
    return _page(request, officer, sent=sent)


@routes.post("/questions/dismiss", dependencies=[Depends(checked_form)])
def dismiss(request: Request, officer: Editor, ids: Ids) -> Response:
    """Nothing is to be done."""
    office = office_of(request)
    with office.database.write() as session:
        questions.dismiss(session, ids, officer.name, now())
        office.ledger.note(session, officer.name, "questions dismissed", count=len(ids))
    return go("/console/questions", "dismissed")


def _page(request: Request, officer: SignedIn, problem: str = "", sent: questions.Sent | None = None) -> Response:
    office = office_of(request)
    library = office.shelf.library
    with office.database.read() as session:
        clusters = questions.clustered(questions.open_questions(session, office.vault))
        lessons = questions.lessons(session)
    topics = [(code, library.title(code, officer.language)) for code in library.content.topics]
    return show(
        request, "questions.html", 400 if problem else 200,
        clusters=clusters[:MOST], total=len(clusters), topics=topics, problem=problem, sent=sent, left_out=LEFT_OUT,
        answers=[(code, title) for code, title in topics if code in library.content.answers], lessons=lessons,
        languages=LANGUAGES, locales=LOCALES,
    )  # fmt: skip
