"""Old and new code together: a migration only adds (docs/operations.md, expand then contract)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from registry.database import make_engine
from registry.migrate import configuration, upgrade

FORBIDDEN = {
    "drop_table", "drop_column", "drop_constraint", "rename_table", "execute",
}  # fmt: skip


def migrations() -> list[Path]:
    engine = make_engine("sqlite://")
    scripts = ScriptDirectory.from_config(configuration(engine))
    return [Path(each.path) for each in reversed(list(scripts.walk_revisions()))]


def breaches(source: str) -> list[str]:
    """What in `upgrade()` would break code that knows only the tables before."""
    tree = ast.parse(source)
    [function] = [each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == "upgrade"]
    made = {each.args[0].value for each in _calls(function, "create_table") if isinstance(each.args[0], ast.Constant)}
    found = [name for name in FORBIDDEN for _ in _calls(function, name)]
    for call in _calls(function, "add_column"):
        table = call.args[0].value if isinstance(call.args[0], ast.Constant) else ""
        column = call.args[1]
        assert isinstance(column, ast.Call)
        given = {each.arg: each.value for each in column.keywords}
        required = isinstance(given.get("nullable"), ast.Constant) and given["nullable"].value is False  # type: ignore[union-attr]
        if required and "server_default" not in given and table not in made:
            found.append(f"{table}: a required column without a default on the server")
    for call in _calls(function, "alter_column"):
        if {each.arg for each in call.keywords} & {"new_column_name", "nullable", "type_"}:
            found.append("alter_column")
    return found


def _calls(function: ast.AST, name: str) -> list[ast.Call]:
    return [
        each
        for each in ast.walk(function)
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr == name
    ]


@pytest.mark.parametrize("path", migrations(), ids=lambda path: path.stem)
def test_a_migration_only_adds(path):
    assert breaches(path.read_text()) == []


@pytest.mark.parametrize(
    ("statement", "is_safe"),
    [
        ("op.add_column('contacts', sa.Column('nickname', sa.String(), nullable=True))", True),
        ("op.add_column('contacts', sa.Column('level', sa.Integer(), nullable=False, server_default='0'))", True),
        ("op.add_column('contacts', sa.Column('level', sa.Integer(), nullable=False))", False),
        ("op.create_index('ix_contacts_country', 'contacts', ['country'])", True),
        ("op.drop_column('contacts', 'country')", False),
        ("op.alter_column('contacts', 'country', new_column_name='land')", False),
        ("op.alter_column('contacts', 'country', nullable=False)", False),
        ("op.rename_table('contacts', 'people')", False),
    ],
)
def test_the_rule_tells_what_breaks_old_code(statement, is_safe):
    assert (breaches(f"def upgrade():\n    {statement}\n") == []) is is_safe


def test_old_code_goes_on_writing_on_tables_that_have_grown():
    """Statements that name their columns, as ours do, do not see a column or a table that was added beside them."""
    engine = make_engine("sqlite://")
    upgrade(engine)
    with engine.begin() as connection:
        columns = [each for each in inspect(connection).get_columns("contacts") if not each["nullable"]]
        names = ", ".join(each["name"] for each in columns)
        given = {each["name"]: "2026-11-22" if "at" in each["name"] else "0" for each in columns}
        old = text(f"insert into contacts ({names}) values ({', '.join(':' + name for name in given)})")
        connection.execute(old, given)
        connection.execute(text("alter table contacts add column nickname varchar"))
        connection.execute(text("alter table contacts add column level integer not null default 0"))
        connection.execute(text("create table nicknames (contact_id varchar references contacts (id))"))
        connection.execute(old, {**given, "id": "1"})
        assert connection.execute(text("select count(*) from contacts")).scalar_one() == 2
    upgrade(engine)
    engine.dispose()
