"""Migrations: from nothing, over rows, twice, and by two processes at once."""

import sys
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from common.migrations import migrate
from common.postgres import answers, newest_version, open_pool

REVISION = '''"""A version."""
from alembic import op

revision = {revision!r}
down_revision = {down!r}
branch_labels = depends_on = None


def upgrade() -> None:
    op.execute({sql!r})


def downgrade() -> None:
    pass
'''


class Package:
    """A package with migrations, as a service has."""

    def __init__(self, folder: Path) -> None:
        self.name = f"probe_{uuid.uuid4().hex}"
        self._versions = folder / self.name / "migrations" / "versions"
        self._versions.mkdir(parents=True)
        (folder / self.name / "__init__.py").touch()
        (folder / self.name / "migrations" / "__init__.py").touch()
        self._last: str | None = None

    def add(self, revision: str, sql: str) -> None:
        """Write one version more."""
        text = REVISION.format(revision=revision, down=self._last, sql=sql)
        (self._versions / f"{revision}.py").write_text(text)
        self._last = revision


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Package]:
    """A service whose first version makes a table."""
    monkeypatch.syspath_prepend(str(tmp_path))
    made = Package(tmp_path)
    made.add("0001", "CREATE TABLE things (id int PRIMARY KEY)")
    yield made
    for name in [name for name in sys.modules if name.startswith(made.name)]:
        del sys.modules[name]


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    """Ask the database."""
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def test_an_empty_database_comes_to_the_newest_version(database_url: str, package: Package) -> None:
    assert migrate(database_url, "fresh", package.name) == "0001"

    found = ask(database_url, "SELECT tablename FROM pg_tables WHERE schemaname = 'fresh'")
    assert sorted(found) == [("alembic_version",), ("things",)]


async def test_tables_older_than_the_code_are_not_used_and_newer_ones_are(
    database_url: str, package: Package
) -> None:
    async with open_pool(database_url, "aging") as pool:
        missing = await answers(pool, package.name)
        assert missing == "the tables' version is none, and this release needs 0001: migrate"

        migrate(database_url, "aging", package.name)
        assert await answers(pool, package.name) is None
        newest_version.cache_clear()
        package.add("0002", "CREATE TABLE more (id int PRIMARY KEY)")
        older = await answers(pool, package.name)
        assert older == "the tables' version is 0001, and this release needs 0002: migrate"

        with psycopg.connect(database_url) as connection:
            connection.execute("UPDATE aging.alembic_version SET version_num = '0003'")
        assert await answers(pool, package.name) is None
    newest_version.cache_clear()


def test_a_role_without_other_rights_migrates_its_own_schema(
    role_url: Callable[[str], str], package: Package
) -> None:
    assert migrate(role_url("crm"), "crm", package.name) == "0001"


def test_a_second_run_changes_nothing(database_url: str, package: Package) -> None:
    for _ in range(2):
        assert migrate(database_url, "fresh", package.name) == "0001"

    assert ask(database_url, "SELECT version_num FROM fresh.alembic_version") == [("0001",)]


def test_rows_survive_the_next_version(database_url: str, package: Package) -> None:
    migrate(database_url, "fresh", package.name)
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO fresh.things VALUES (1)")
    package.add("0002", "ALTER TABLE things ADD COLUMN name text NOT NULL DEFAULT 'x'")

    assert migrate(database_url, "fresh", package.name) == "0002"

    assert ask(database_url, "SELECT id, name FROM fresh.things") == [(1, "x")]


def test_two_processes_at_once_make_every_version_once(database_url: str, package: Package) -> None:
    package.add("0002", "SELECT pg_sleep(0.3); CREATE TABLE more (id int)")
    with ThreadPoolExecutor() as threads:
        runs = [threads.submit(migrate, database_url, "fresh", package.name) for _ in range(3)]

    assert [run.result() for run in runs] == ["0002"] * 3


def test_a_version_that_fails_leaves_nothing_behind(database_url: str, package: Package) -> None:
    package.add("0002", "CREATE TABLE more (id int); SELECT 1 / 0")
    with pytest.raises(DBAPIError):
        migrate(database_url, "fresh", package.name)

    assert ask(database_url, "SELECT 1 FROM pg_tables WHERE schemaname = 'fresh'") == []


def test_two_schemas_of_one_database_do_not_know_of_each_other(
    database_url: str, package: Package
) -> None:
    migrate(database_url, "one", package.name)
    package.add("0002", "CREATE TABLE more (id int)")
    migrate(database_url, "two", package.name)

    assert ask(database_url, "SELECT version_num FROM one.alembic_version") == [("0001",)]
    assert ask(database_url, "SELECT version_num FROM two.alembic_version") == [("0002",)]
