"""`./thuso content check|table|format|export|import`: the files of content/ and the registry's copy of them."""

from __future__ import annotations

import argparse
from pathlib import Path

from registry.content import ContentError
from registry.content.__main__ import main as content_main
from registry.services.exporting import export_content
from registry.services.loading import load_content
from service.settings import BadSettings
from service.storage import open_database, settings_for
from service.up import tell


def content(arguments: argparse.Namespace) -> int:
    """Check, count or tidy the files; take them from the registry or bring them there."""
    if arguments.what in ("export", "import"):
        return _exchange(arguments)
    return content_main([arguments.what, *arguments.rest])


def _exchange(arguments: argparse.Namespace) -> int:
    if len(arguments.rest) != 1:
        tell(f"thuso: name one directory, as ./thuso content {arguments.what} DIR")
        return 1
    directory = Path(arguments.rest[0])
    try:
        database = open_database(settings_for(arguments.data))
        if arguments.what == "export":
            with database.read() as session:
                count = export_content(session, directory)
            tell(f"{count} items written to {directory}.")
        else:
            with database.write() as session:
                loaded = load_content(session, directory)
            tell(f"{loaded.items} items read, {loaded.changed} new or changed, {loaded.withdrawn} withdrawn.")
    except (BadSettings, ContentError, OSError) as error:
        tell(f"thuso: {error}")
        return 1
    return 0
