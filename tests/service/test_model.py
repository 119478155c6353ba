"""The model is made anew when what it is made from has changed, and a failure is one line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service import model
from service.model import Untrainable, fingerprint, trained_model
from service.settings import ROOT


def tree(directory: Path) -> Path:
    for name in ("config.yml", "domain.yml"):
        shutil.copy(ROOT / name, directory / name)
    (directory / "data" / "nlu").mkdir(parents=True)
    (directory / "data" / "nlu" / "one.yml").write_text("version: '3.1'\n")
    return directory


def test_the_fingerprint_follows_every_input_and_nothing_else(tmp_path: Path) -> None:
    root = tree(tmp_path)
    before = fingerprint(root)
    (root / "README.md").write_text("words")
    assert fingerprint(root) == before
    (root / "data" / "nlu" / "one.yml").write_text("version: '3.1'\nnlu: []\n")
    assert fingerprint(root) != before


def python_that(tmp_path: Path, script: str) -> str:
    path = tmp_path / "python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_broken_training_data_ends_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THUSO_MODELS", str(tmp_path / "models"))
    python = python_that(tmp_path, "echo 'InvalidDomain: intent x is not known'; exit 1")
    with pytest.raises(Untrainable, match="training failed: InvalidDomain: intent x is not known"):
        trained_model(python, lambda _: None)
    assert not list((tmp_path / "models").glob("*.tar.gz"))


def test_a_trained_model_is_kept_and_not_trained_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THUSO_MODELS", str(tmp_path / "models"))
    python = python_that(tmp_path, 'for last; do :; done; echo made > "$last/some-name.tar.gz"; echo x >> "$0.runs"')
    first = trained_model(python, lambda _: None)
    assert trained_model(python, lambda _: None) == first
    assert (tmp_path / "python.runs").read_text() == "x\n"


def test_no_room_to_train_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THUSO_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(model.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))  # type: ignore[attr-defined]
    with pytest.raises(Untrainable, match="not enough disk space"):
        trained_model("python", lambda _: None)
