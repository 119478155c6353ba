"""A new key for everything that is locked: row by row, in batches that commit, so that it can be broken off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, LargeBinary, Table, and_, func, literal, literal_column, select, update

from registry.database import Database
from registry.models import Base
from registry.vault import Vault, key_id_of

BATCH = 500


@dataclass(frozen=True)
class Progress:
    """One batch: where, and how many values were locked anew."""

    table: str
    column: str
    relocked: int


def locked_columns() -> list[tuple[Table, Column[bytes]]]:
    """Every column that holds ciphertext: all that are binary, for nothing else is."""
    return [
        (table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    ]


def left(database: Database, vault: Vault) -> int:
    """How many values another key than the current one has locked."""
    with database.read() as session:
        return sum(
            session.scalar(select(func.count()).select_from(table).where(_is_old(column, vault))) or 0
            for table, column in locked_columns()
        )


def relock(database: Database, vault: Vault, batch: int = BATCH) -> Iterator[Progress]:
    """Lock anew whatever another key has locked. What an earlier run has done is not done again."""
    for table, column in locked_columns():
        while done := _relock_some(database, vault, table, column, batch):
            yield Progress(table.name, column.name, done)


def key_ids(database: Database) -> dict[str, int]:
    """How many values each key has locked."""
    counted: dict[str, int] = {}
    with database.read() as session:
        for _, column in locked_columns():
            # Written out, not bound: PostgreSQL would take the two for two expressions.
            found = func.substr(column, literal_column("1"), literal_column("8"))
            rows = session.execute(select(found, func.count()).where(column.is_not(None)).group_by(found))
            for key_id, count in rows:
                name = key_id_of(bytes(key_id))
                counted[name] = counted.get(name, 0) + count
    return counted


def _relock_some(database: Database, vault: Vault, table: Table, column: Column[bytes], batch: int) -> int:
    keys = list(table.primary_key.columns)
    with database.write() as session:
        rows = session.execute(
            select(*keys, column).where(_is_old(column, vault)).order_by(*keys).limit(batch).with_for_update()
        ).all()
        for *values, locked in rows:
            # Where it still is what was read: whoever has changed it meanwhile has used a key in force.
            same = and_(*(key == value for key, value in zip(keys, values, strict=True)), column == locked)
            session.execute(update(table).where(same).values({column.name: vault.lock(vault.unlock(locked))}))
        return len(rows)


def _is_old(column: Column[bytes], vault: Vault) -> ColumnElement[bool]:
    current = literal(vault.current.encode(), LargeBinary())
    return and_(column.is_not(None), func.substr(column, 1, 8) != current)
