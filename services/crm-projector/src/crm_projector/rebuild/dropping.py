"""Deleting a schema that serves nobody."""

from dataclasses import asdict, dataclass

from crm_projector.project.projection import Projection
from crm_projector.rebuild import claims, schemas
from crm_projector.rebuild.connecting import connected
from crm_projector.rebuild.errors import Refused
from crm_projector.rebuild.shadow import Shadow

PARTITIONS = range(64)  # more than a topic has


@dataclass(frozen=True, slots=True)
class Dropped:
    """What is not there any more."""

    schema: str
    is_good = True

    def as_dict(self) -> dict[str, object]:
        """Give it for a program."""
        return asdict(self)

    def __str__(self) -> str:
        return f"schema {self.schema} is deleted"


async def drop(database_url: str, projection: Projection, schema: str) -> Dropped:
    """Delete a schema; raises `Refused` for the live one, and while somebody works on it."""
    async with connected(database_url, schemas.not_live(schema)) as connection:
        shadow = Shadow(connection, schema, projection.tables)
        await claims.claim_turn(connection, schema)
        await claims.claim(connection, schema, PARTITIONS)
        if not await shadow.exists():
            raise Refused(f"There is no schema {schema}.")
        await shadow.drop()
    return Dropped(schema)
