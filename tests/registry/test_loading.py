"""`content/` into the registry and out of it: versions, what staff edited, and what is in force."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

from registry.content import ContentError
from registry.models import Item
from registry.services import library as libraries
from registry.services.exporting import export_content
from registry.services.library import Shelf, read_library
from registry.services.loading import load_content
from tests.conftest import SMALL_CONTENT

TODAY = dt.date(2026, 11, 22)
FACTS, FEE = "facts/passport.yaml", "answers/passport/passport.fee.yaml"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The small content, to be changed."""
    return Path(shutil.copytree(SMALL_CONTENT, tmp_path / "content"))


def change(files: Path, name: str, old: str, new: str) -> None:
    text = (files / name).read_text("utf-8")
    assert old in text
    (files / name).write_text(text.replace(old, new), "utf-8")


def in_force(session, kind: str, code: str) -> Item | None:
    return session.scalar(select(Item).where(Item.kind == kind, Item.code == code, Item.is_in_force))


def edit(session, kind: str, code: str, **data: object) -> Item:
    """An officer publishes a new version."""
    before = in_force(session, kind, code)
    before.is_in_force = False
    after = Item(
        kind=kind,
        code=code,
        group=before.group,
        position=before.position,
        version=before.version + 1,
        data={**before.data, **data},
        origin="console",
        author="officer",
    )
    session.add(after)
    session.flush()
    return after


def fee(session) -> str:
    return read_library(session).answer("passport.fee", "en", "ZA", TODAY).rendered.short


def test_loading_again_changes_nothing(database):
    with database.write() as session:
        before = session.scalar(select(func.count()).select_from(Item))
        loaded = load_content(session, SMALL_CONTENT)
        assert (loaded.items, loaded.changed, loaded.withdrawn, loaded.kept) == (before, 0, 0, 0)
        assert session.scalar(select(func.count()).select_from(Item)) == before


def test_what_changed_in_a_file_is_a_new_version(database, files):
    change(files, FACTS, 'money: "130"', 'money: "200"')
    with database.write() as session:
        assert fee(session) == "A passport costs M130."
        loaded = load_content(session, files)
        assert (loaded.changed, loaded.withdrawn) == (1, 0)
        assert fee(session) == "A passport costs M200."
        versions = session.scalars(select(Item).where(Item.code == "fee").order_by(Item.version)).all()
        assert [(item.version, item.is_in_force) for item in versions] == [(1, False), (2, True)]


def test_what_left_the_files_is_withdrawn_and_comes_back_as_a_new_version(database, files):
    (files / FEE).rename(files / "kept.yaml")
    with database.write() as session:
        assert load_content(session, files).withdrawn == 1
        assert read_library(session).answer("passport.fee", "en", "ZA", TODAY) is None
        (files / "kept.yaml").rename(files / FEE)
        assert load_content(session, files).changed == 1
        assert in_force(session, "answer", "passport.fee").version == 2


def test_what_staff_edited_stays_whatever_the_files_say(database, files):
    with database.write() as session:
        edit(session, "fact", "fee", values={"value": {"money": "150", "currency": "LSL"}})
        assert load_content(session, SMALL_CONTENT).kept == 1
        change(files, FACTS, 'money: "130"', 'money: "200"')
        assert load_content(session, files).kept == 1
        assert fee(session) == "A passport costs M150."


def test_what_staff_added_is_not_withdrawn(database, files):
    with database.write() as session:
        session.add(Item(kind="forum", code="new", version=1, data={"id": "new"}, origin="console", author="officer"))
        session.flush()
        assert load_content(session, files).withdrawn == 0
        assert in_force(session, "forum", "new") is not None


def test_a_new_order_in_a_file_is_the_new_order(database, files):
    text = (files / "topics.yaml").read_text("utf-8").splitlines(keepends=True)
    text[1], text[2] = text[2], text[1]
    (files / "topics.yaml").write_text("".join(text), "utf-8")
    with database.write() as session:
        assert list(read_library(session).content.topics)[:2] == ["passport.fee", "passport.lost"]
        load_content(session, files)
        assert list(read_library(session).content.topics)[:2] == ["passport.lost", "passport.fee"]


def test_a_broken_file_is_named_and_nothing_is_loaded(database, files):
    change(files, FACTS, "standing: published", "standing: perhaps")
    with database.write() as session:
        before = session.scalar(select(func.max(Item.id)))
        with pytest.raises(ContentError) as broken:
            load_content(session, files)
        assert "passport.yaml" in str(broken.value.problems[0])
        assert session.scalar(select(func.max(Item.id))) == before


def test_what_goes_in_comes_out(database, files, tmp_path):
    with database.write() as session:
        export_content(session, tmp_path / "out")
        loaded = load_content(session, tmp_path / "out")
        assert (loaded.changed, loaded.withdrawn) == (0, 0)


@pytest.mark.parametrize(
    ("locale", "country", "short"),
    [
        ("en", "ZA", "Go to the police first. Call 0800 222 777, free."),
        ("en", "LS", "Go to the police first."),
        ("st_LS", "ZA", "Qala ka ho ea mapoleseng motšeare. Letsetsa 0800 222 777, mahala."),
        ("st_ZA", "ZA", "Qala ka ho ya mapoleseng motsheare. Letsetsa 0800 222 777, mahala."),
    ],
)
def test_the_library_answers_for_a_reader(database, locale, country, short):
    with database.read() as session:
        told = read_library(session).answer("passport.lost", locale, country, TODAY)
    assert told.rendered.short == short
    assert [code for code, _ in told.choices] == ["passport.fee"]


def test_a_fact_that_is_not_confirmed_is_silent_until_it_is(database):
    with database.write() as session:
        assert fee(session) == "A passport costs M130."
        edit(session, "fact", "office", standing="published")
        assert fee(session) == "A passport costs M130. Ask at 012 345 6789."


def test_menus_and_titles_come_in_the_readers_words(database):
    with database.read() as session:
        library = read_library(session)
    assert library.menu("main", "st_LS") == [
        ("menu.passport", "Phasepoto"),
        ("pension.unclaimed", "Chelete e sa batloang"),
    ]
    assert library.title("nowhere", "en") == "nowhere"
    assert library.answer("nowhere", "en", "ZA", TODAY) is None


def test_an_edit_is_on_the_shelf_within_seconds(database, monkeypatch):
    monkeypatch.setattr(libraries, "FRESH_SECONDS", 0)
    shelf = Shelf(database)
    first = shelf.library
    assert shelf.library is first, "nothing changed, nothing is read"
    with database.write() as session:
        edit(session, "fact", "fee", values={"value": {"money": "150", "currency": "LSL"}})
    assert shelf.library.answer("passport.fee", "en", "ZA", TODAY).rendered.short == "A passport costs M150."


def test_while_the_database_is_away_people_still_get_answers(database_file, tmp_path, monkeypatch):
    monkeypatch.setattr(libraries, "FRESH_SECONDS", 0)
    database = database_file()
    shelf = Shelf(database)
    held = shelf.library
    with database.write() as session:
        edit(session, "fact", "fee", values={"value": {"money": "150", "currency": "LSL"}})
        session.connection().exec_driver_sql("alter table items rename to gone")
    assert shelf.library is held
    with database.write() as session:
        session.connection().exec_driver_sql("alter table gone rename to items")
    assert shelf.library.answer("passport.fee", "en", "ZA", TODAY).rendered.short == "A passport costs M150."
