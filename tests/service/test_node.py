"""What a process is called in leases and claims: the same after a restart, never the same as another's."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.settings import Settings


def node(**given: object) -> str:
    return Settings(_env_file=None, **{"thuso_data": Path("/var/lib/thuso"), "thuso_port": 8000, **given}).node  # type: ignore[arg-type]


def test_a_restart_changes_no_name():
    assert node() == node()


@pytest.mark.parametrize("given", [{"thuso_port": 8001}, {"thuso_data": Path("/srv/other")}, {"thuso_node": "second"}])
def test_no_two_processes_have_one_name(given):
    assert node(**given) != node()


def test_a_name_that_is_given_counts_alone_and_fits_its_column():
    assert node(thuso_node="first", thuso_port=1) == node(thuso_node="first", thuso_port=2)
    assert len(node(thuso_node="a name that is longer than the column of the database would ever hold")) == 32
