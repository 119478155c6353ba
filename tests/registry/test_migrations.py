"""The migrations make the tables that the models speak of, and take them away again."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from registry.database import make_engine
from registry.migrate import configuration, downgrade, upgrade
from registry.models import Base

IN_MEMORY = "sqlite://"


@pytest.fixture
def engine():
    made = make_engine(IN_MEMORY)
    yield made
    made.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_up_makes_every_table_of_the_models(engine):
    upgrade(engine)
    assert tables(engine) == set(Base.metadata.tables)


def test_up_twice_changes_nothing(engine):
    upgrade(engine)
    upgrade(engine)
    assert tables(engine) == set(Base.metadata.tables)


def test_every_step_goes_down_and_up_again(engine):
    script = ScriptDirectory.from_config(configuration(engine))
    for step in reversed(list(script.walk_revisions())):
        upgrade(engine, step.revision)
        downgrade(engine, step.down_revision or "base")
        upgrade(engine, step.revision)
    downgrade(engine)
    assert tables(engine) == set()


def test_models_and_migrations_have_not_drifted_apart(engine, capsys):
    upgrade(engine)
    command.check(configuration(engine))


def test_there_is_one_line_of_migrations():
    script = ScriptDirectory.from_config(configuration(make_engine(IN_MEMORY)))
    assert len(script.get_heads()) == 1


def test_foreign_keys_hold(engine):
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("pragma foreign_keys").scalar() == 1
