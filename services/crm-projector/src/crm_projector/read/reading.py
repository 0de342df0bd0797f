"""What a request opens: the session's own rows, and nothing of anyone else's."""

from collections.abc import AsyncIterator, Sequence, Set
from contextlib import asynccontextmanager
from typing import TypeVar
from uuid import UUID

from aiohttp import web

from common.errors import NotFound
from common.postgres import Pool
from common.sessions import Session
from crm_projector.read.parts import Parts
from crm_projector.read.readers import Reader

POOL = web.AppKey[Pool]("pool")
SAMPLE_TYPES = web.AppKey[Set[str]]("sample_types")
"""The types of events that only tell how numbers have grown."""
PARTS = web.AppKey[Sequence[Parts]]("parts")
"""Each platform's part of the lists over all platforms."""
R = TypeVar("R", bound=Reader)


@asynccontextmanager
async def reading(request: web.Request, session: Session, reader: type[R]) -> AsyncIterator[R]:
    """Open what the session may read."""
    async with request.app[POOL].connection() as connection:
        yield reader(connection, session.user_id)


def id_in_path(request: web.Request, name: str, unknown: str) -> UUID:
    """Read an id; raises `NotFound`, saying `unknown`, where no id could look like that."""
    try:
        return UUID(request.match_info[name])
    except ValueError as error:
        raise NotFound(unknown) from error
