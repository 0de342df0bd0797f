"""Settings of the two processes."""

from pathlib import Path

from pydantic import PositiveInt

from common.settings import DatabaseSettings


class ProjectSettings(DatabaseSettings):
    """Of `project`; the database is the one that `crm` is in."""


class ApiSettings(DatabaseSettings):
    """Of `api`; the file holds the public keys (a JWK set) that sessions are signed with."""

    session_keys_file: Path
    stream_limit: PositiveInt = 1_000
