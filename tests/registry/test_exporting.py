"""Content goes from files into the registry and comes back as it was."""

from __future__ import annotations

import filecmp
from pathlib import Path

from registry.database import Database, make_engine
from registry.migrate import upgrade
from registry.models import Item
from registry.services.exporting import export_content
from registry.services.loading import load_content
from service.settings import ROOT


def same(one: Path, other: Path) -> bool:
    """Whether two directories hold the same files, byte for byte."""
    seen = filecmp.dircmp(one, other)
    _, mismatch, errors = filecmp.cmpfiles(one, other, seen.common_files, shallow=False)
    return not (seen.left_only or seen.right_only or mismatch or errors) and all(
        same(one / name, other / name) for name in seen.common_dirs
    )


def test_export_gives_the_files_back_without_a_difference(tmp_path: Path) -> None:
    database = Database(make_engine(f"sqlite:///{tmp_path / 'thuso.db'}"))
    upgrade(database.engine)
    with database.write() as session:
        load_content(session, ROOT / "content")
    with database.read() as session:
        export_content(session, tmp_path / "content")
    assert same(ROOT / "content", tmp_path / "content")
    with database.write() as session:
        assert load_content(session, tmp_path / "content").changed == 0


def test_what_staff_edited_is_exported_and_outlasts_the_files(tmp_path: Path) -> None:
    database = Database(make_engine(f"sqlite:///{tmp_path / 'thuso.db'}"))
    upgrade(database.engine)
    with database.write() as session:
        load_content(session, ROOT / "content")
    with database.write() as session:
        seed = session.query(Item).filter_by(kind="fact", code="pp-fee-adult32", is_in_force=True).one()
        seed.is_in_force = False
        edited = {**seed.data, "said": "M140", "values": {"value": {"money": "140", "currency": "LSL"}}}
        session.add(Item(kind="fact", code=seed.code, group=seed.group, data=edited, version=2, origin="staff"))
    with database.write() as session:
        assert load_content(session, ROOT / "content").kept == 1
    with database.read() as session:
        export_content(session, tmp_path / "content")
    assert "M140" in (tmp_path / "content" / "facts" / "passport.yaml").read_text()
