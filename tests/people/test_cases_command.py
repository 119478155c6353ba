"""`./thuso cases` on a data directory."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.services import cases as kept
from registry.services import contacts
from registry.services.library import Library
from service.cli import parser
from service.settings import Settings
from service.storage import open_database, settings_for


@pytest.fixture
def data(tmp_path: Path, library: Library) -> Path:
    """A data directory with one case in it."""
    settings: Settings = settings_for(str(tmp_path))
    vault = settings.vault()
    with open_database(settings).write() as session:
        address = contacts.reach(session, vault, number="+27835550101", channel="sms", country="ZA")
        session.flush()
        told = {"employer": "Sunrise farm", "name": "Lineo Khoza", "said": ["my boss keeps my passport"]}
        values = {"kind": "passport", "country": "ZA", "town": "Bethlehem"}
        kept.open_case(session, vault, library, address.contact_id, values, told, [])
    return tmp_path


def _run(data: Path, *words: str) -> int:
    arguments = parser().parse_args(["cases", *words, "--data", str(data)])
    return int(arguments.run(arguments))


def test_list_show_change_export(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(data, "list") == 0
    assert "passport" in capsys.readouterr().out
    assert _run(data, "show", "1") == 0
    assert "my boss keeps my passport" in capsys.readouterr().out
    assert _run(data, "status", "1", "solved", "--officer", "Mme Fictional", "--note", "got it back") == 0
    assert "solved" in capsys.readouterr().out
    assert _run(data, "list") == 0
    assert "No case waits" in "".join(capsys.readouterr())
    assert _run(data, "export") == 0
    exported = capsys.readouterr().out
    assert "solved" in exported
    assert "Lineo" not in exported


@pytest.mark.parametrize(
    "words",
    [("show", "99"), ("status", "99", "solved", "--officer", "Mme"), ("status", "1", "new", "--officer", "Mme")],
)
def test_what_cannot_be_done_is_said_in_one_line(
    words: tuple[str, ...], data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(data, *words) == 1
    said = capsys.readouterr()
    assert "thuso:" in said.err + said.out
