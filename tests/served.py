"""What an application really serves: every route, those of included routers and mounted applications too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles


def served(app: Any, before: str = "") -> Iterator[tuple[str, Route]]:
    """Each route with its whole path; a directory of static files counts as nothing."""
    for route in app.routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from served(included, before + route.include_context.prefix)
        elif isinstance(route, Mount):
            if not isinstance(route.app, StaticFiles):
                yield from served(route.app, before + route.path)
        elif isinstance(route, Route):
            yield before + route.path, route
        else:
            raise AssertionError(f"a kind of route that this walk does not know: {route!r}")
