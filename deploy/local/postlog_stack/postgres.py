"""One PostgreSQL server on loopback, with a role and a schema per service."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from . import tools
from .errors import StackError
from .layout import CHECKOUT
from .platforms import PLATFORMS
from .ports import Ports
from .program import Program

INIT_SQL = CHECKOUT / "deploy" / "postgres" / "init.sql"
DATABASE = "postlog"
ROLES = ("auth", *(platform.name for platform in PLATFORMS), "crm")
PASSWORD = "postgres-local-only"
DURABLE: dict[str, str] = {}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Server:
    """A server's directory and port; preparing it twice changes nothing."""

    home: Path
    port: int
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The cluster's data directory."""
        return self.home / "data"

    def url(self, role: str, database: str = DATABASE) -> str:
        """Give the address for one role, or for the superuser `postgres`."""
        password = PASSWORD if role == "postgres" else f"{role}-local-only"
        return f"postgresql://{role}:{password}@127.0.0.1:{self.port}/{database}"

    def prepare(self) -> None:
        """Make the cluster unless a former run did; what that run left half made goes."""
        if (self.data / "PG_VERSION").exists():
            return
        fresh = self.home / "data.new"
        for half_made in (self.data, fresh):
            shutil.rmtree(half_made, ignore_errors=True)
        self.home.mkdir(parents=True, exist_ok=True, mode=0o711)
        fresh.mkdir(mode=0o700)
        _give(fresh)
        password = self.home / "password"
        password.write_text(PASSWORD)
        _give(password)
        _initdb(fresh, password)
        fresh.rename(self.data)

    def program(self) -> Program:
        """Give the server as a program."""
        fixed = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "300",
        }
        options = [f"--{name}={text}" for name, text in {**fixed, **self.settings}.items()]
        command = (str(tools.postgres_bin() / "postgres"), "-D", str(self.data), *options)
        ports = {"sql": self.port}
        # INT is the fast shutdown: TERM would wait for every client to leave.
        return Program("postgres", command, self.check, ports=ports, user=user(), stop_signal="INT")

    def check(self) -> None:
        """Connect as the superuser."""
        with psycopg.connect(self.url("postgres", "postgres"), connect_timeout=2) as connection:
            connection.execute("SELECT 1")

    def create_roles(self) -> None:
        """Create database, roles and schemas, where they are missing."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            found = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)
            ).fetchone()
            if not found:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(INIT_SQL.read_bytes())


def prepared(home: Path, ports: Ports, settings: Mapping[str, str]) -> Server:
    """Prepare the server of a stack, with `DURABLE` or, for tests, `FAST` settings."""
    server = Server(home, ports.choose("postgres.sql", 5432), settings)
    server.prepare()
    return server


def user() -> str | None:
    """Name the account that runs the server: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "postlog"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    created = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "postlog"]
    if subprocess.run(created, check=False).returncode:
        raise StackError("PostgreSQL does not run as root, and no account could be made for it")
    return "postlog"


def _give(path: Path) -> None:
    if name := user():
        shutil.chown(path, name)


def _initdb(data: Path, password: Path) -> None:
    command = [
        str(tools.postgres_bin() / "initdb"),
        *("-D", str(data), "--username=postgres", f"--pwfile={password}"),
        *("--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync"),
    ]
    done = subprocess.run(
        command, user=user(), cwd=data, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise StackError(f"initdb failed: {done.stderr.strip()[-500:]}")
