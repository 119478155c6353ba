"""The same site, with PostgreSQL and a disk of its own for every service."""

from tests.faults.conftest import cluster, crowd, database_url, twilio

__all__ = ["cluster", "crowd", "database_url", "twilio"]
