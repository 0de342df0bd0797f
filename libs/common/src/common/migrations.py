"""Alembic for one schema: its versions, its version table and its lock live inside it."""

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url, text


def migrate(database_url: str, schema: str, package: str) -> str:
    """Bring `schema` to the newest version of `package`'s `migrations`; gives that version.

    Safe to repeat and to run twice at once: an advisory lock of the schema lets one go first.
    """
    config = Config()
    config.set_main_option("script_location", f"{package}:migrations")
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    engine = create_engine(make_url(database_url).set(drivername="postgresql+psycopg"))
    try:
        with engine.begin() as connection:
            _lock(connection, schema)
            _upgrade(connection, config, script, schema)
    finally:
        engine.dispose()
    return script.get_current_head() or "none"


def _lock(connection: Connection, schema: str) -> None:
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"),
        {"name": f"{schema}.migrations"},
    )
    if connection.scalar(text("SELECT to_regnamespace(:name)"), {"name": schema}) is None:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    connection.execute(text(f"SET LOCAL search_path TO {schema}"))


def _upgrade(connection: Connection, config: Config, script: ScriptDirectory, schema: str) -> None:
    def to_head(revision: str, _context: MigrationContext) -> object:
        return script._upgrade_revs("head", revision)  # what `alembic upgrade` itself calls

    with EnvironmentContext(config, script, fn=to_head) as environment:
        environment.configure(
            connection=connection, version_table_schema=schema, transactional_ddl=True
        )
        environment.run_migrations()
