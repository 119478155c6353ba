"""The database of an installation, opened with one clear line when it cannot be."""

from __future__ import annotations

from pathlib import Path

from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from registry.database import Database, make_engine
from registry.migrate import upgrade
from service.settings import BadSettings, Settings, read_settings


def settings_for(data: str | None) -> Settings:
    """The settings in force, on another data directory when one is named. Raises `BadSettings`."""
    return read_settings(**({"thuso_data": Path(data).resolve()} if data else {}))


def open_database(settings: Settings) -> Database:
    """The migrated database. Raises `BadSettings` with one line."""
    try:
        settings.thuso_data.mkdir(parents=True, exist_ok=True)
        engine = make_engine(settings.database)
        upgrade(engine)
    except CommandError as error:
        raise BadSettings(f"the database is from a newer version ({error}): update the program first") from None
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", error)).strip().splitlines()[0]
        raise BadSettings(f"the database cannot be used ({cause}): check DATABASE_URL and free disk space") from None
    except OSError as error:
        raise BadSettings(f"{error.filename or settings.thuso_data}: {error.strerror}") from None
    return Database(engine)
