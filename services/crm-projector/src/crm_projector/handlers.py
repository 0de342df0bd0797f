"""The read API: a session's own rows, and nothing of anyone else's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from aiohttp import web
from psycopg import DataError

from common.errors import InvalidRequest, NotFound
from common.postgres import Pool
from common.sessions import signed_in
from common.web import answer, read_query
from crm_projector.queries import PageQuery, PostsQuery, WebhookEventsQuery
from crm_projector.reader import Reader

POOL = web.AppKey[Pool]("pool")


async def list_accounts(request: web.Request) -> web.Response:
    """Every account of the session's user."""
    async with _reading(request) as reader:
        return answer(await reader.accounts())


async def list_posts(request: web.Request) -> web.Response:
    """A page of posts, newest first."""
    async with _reading(request) as reader:
        return answer(await reader.posts(read_query(request, PostsQuery)))


async def list_webhook_events(request: web.Request) -> web.Response:
    """A page of deliveries, received last, first."""
    async with _reading(request) as reader:
        return answer(await reader.webhook_events(read_query(request, WebhookEventsQuery)))


async def show_timeline(request: web.Request) -> web.Response:
    """A page of an account's story, in the order of the log."""
    async with _reading(request) as reader:
        account_id = _account_id(request)
        return answer(await reader.timeline(account_id, read_query(request, PageQuery)))


@asynccontextmanager
async def _reading(request: web.Request) -> AsyncIterator[Reader]:
    """Open what the session may read."""
    session = signed_in(request)
    try:
        async with request.app[POOL].connection() as connection:
            yield Reader(connection, session.user_id)
    except DataError as error:
        # A cursor is the caller's text: it may hold what no column can.
        raise InvalidRequest("cursor: use next_cursor of the page before.") from error


def _account_id(request: web.Request) -> UUID:
    try:
        return UUID(request.match_info["account_id"])
    except ValueError as error:
        raise NotFound("No such account.") from error
