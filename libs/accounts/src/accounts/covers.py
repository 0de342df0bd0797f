"""The cover of a post, asked for when it is looked at; no page loads it from a platform.

A platform's address of a cover is good for hours, so none is kept; the browser keeps the picture.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

from aiohttp import web

from accounts.avatars import HEADERS
from accounts.store import IN_USE, OAuthAccounts
from common.errors import NotFound
from common.logs import get_logger
from common.postgres import Pool
from common.sessions import Session
from platforms.errors import PlatformError
from platforms.pictures import NoPicture, Picture, Pictures, picture_session

log = get_logger(__name__)
MOST_BYTES = 4 << 20
AskCover = Callable[[UUID, str], Awaitable[str]]
"""Gives the address of the cover of what an account has posted; empty where there is none."""


class Covers:
    """Covers of what accounts have posted, each for the account's owner."""

    def __init__(self, pool: Pool, ask: AskCover, pictures: Pictures) -> None:
        self._pool, self._ask, self._pictures = pool, ask, pictures

    async def fetch(self, account_id: UUID, user_id: UUID, platform_id: str) -> Picture:
        """Give the picture; raises `NotFound` where there is none, or none can be had now."""
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(account_id)
        if account is None or account.user_id != user_id or account.status not in IN_USE:
            raise NotFound("There is no such picture.")
        try:
            return await self._pictures.fetch(await self._ask(account_id, platform_id))
        except (NoPicture, PlatformError) as error:
            log.info("no cover", account_id=account_id, reason=str(error))
            raise NotFound("There is no such picture.") from error


COVERS = web.AppKey("covers", Covers)


def opened(
    pool: Pool, provider: str, hosts: tuple[str, ...], ask: AskCover
) -> Callable[[web.Application], AsyncIterator[None]]:
    """Give a context that keeps a session for pictures as long as the app serves."""

    async def context(app: web.Application) -> AsyncIterator[None]:
        async with picture_session(hosts) as session:
            pictures = Pictures(session, provider, hosts, most_bytes=MOST_BYTES)
            app[COVERS] = Covers(pool, ask, pictures)
            yield

    return context


async def show_cover(request: web.Request, session: Session) -> web.Response:
    """Give the cover of a post, as the platform has it; 404 where there is none."""
    try:
        account_id = UUID(request.match_info["account_id"])
    except ValueError as error:
        raise NotFound("There is no such picture.") from error
    platform_id = request.match_info["platform_id"]
    picture = await request.app[COVERS].fetch(account_id, UUID(session.user_id), platform_id)
    return web.Response(body=picture.content, content_type=picture.kind, headers=HEADERS)
