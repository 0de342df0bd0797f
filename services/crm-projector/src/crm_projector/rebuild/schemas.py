"""The names of schemas that a person may give, and what stands in each."""

import re
from collections.abc import Mapping

from common.postgres import Connection
from crm_projector.rebuild.errors import Refused

LIVE, NEXT, PREVIOUS = "crm", "crm_next", "crm_previous"
SCRATCH = re.compile(r"crm_[a-z0-9_]{1,40}")
Places = Mapping[tuple[str, int], int]


def scratch(name: str) -> str:
    """Check the name of a schema that serves nobody; raises `Refused`."""
    if not SCRATCH.fullmatch(name) or name in (NEXT, PREVIOUS):
        raise Refused(f"{name} cannot be made: a name such as crm_scratch is needed.")
    return name


def not_live(name: str) -> str:
    """Check the name of a schema that is not the live one; raises `Refused`."""
    if not SCRATCH.fullmatch(name):
        raise Refused(f"{name} is no schema beside {LIVE}: its name would begin with crm_.")
    return name


def known(name: str) -> str:
    """Check the name of a schema that may be read; raises `Refused`."""
    return name if name == LIVE else not_live(name)


async def places(connection: Connection, schema: str) -> Places:
    """Read how far a schema is, partition by partition."""
    found = await connection.execute(
        f"SELECT topic, partition, next_offset FROM {schema}.consumer_offsets".encode()
    )
    return {(topic, number): place for topic, number, place in await found.fetchall()}


async def version(connection: Connection, schema: str) -> str:
    """Read the version of a schema's tables; raises `Refused` where it has none."""
    name = f"{schema}.alembic_version"
    found = await connection.execute("SELECT to_regclass(%s) IS NOT NULL", (name,))
    row = await found.fetchone()
    if not row or not row[0]:
        raise Refused(f"There is no schema {schema}.")
    found = await connection.execute(f"SELECT version_num FROM {name}".encode())
    row = await found.fetchone()
    return str(row[0]) if row else ""


def behind(one: Places, other: Places) -> int:
    """Count the records by which one is behind the other."""
    return sum(max(0, place - one.get(where, 0)) for where, place in other.items())
