"""An account's picture, given by us so that no page loads anything from a platform's hosts."""

from collections.abc import AsyncIterator, Callable
from uuid import UUID

from aiohttp import web

from accounts.store import OAuthAccounts
from common.errors import NotFound
from common.logs import get_logger
from common.postgres import Pool
from common.sessions import Session
from platforms.pictures import NoPicture, Picture, Pictures, picture_session

log = get_logger(__name__)
HEADERS = {
    "Cache-Control": "private, max-age=86400",
    # An SVG may hold scripts: opened as a page of its own, it runs nothing and loads nothing.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Avatars:
    """Pictures of accounts, each for its owner."""

    def __init__(self, pool: Pool, pictures: Pictures) -> None:
        self._pool, self._pictures = pool, pictures

    async def fetch(self, account_id: UUID, user_id: UUID) -> Picture:
        """Give the picture; raises `NotFound` where there is none, or none can be had now."""
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(account_id)
        if account is None or account.user_id != user_id or not account.avatar_url:
            raise NotFound("There is no such picture.")
        try:
            return await self._pictures.fetch(account.avatar_url)
        except NoPicture as error:
            log.info("no picture", account_id=account_id, reason=str(error))
            raise NotFound("There is no such picture.") from error


AVATARS = web.AppKey("avatars", Avatars)


def opened(
    pool: Pool, provider: str, hosts: tuple[str, ...]
) -> Callable[[web.Application], AsyncIterator[None]]:
    """Give a context that keeps a session for pictures as long as the app serves."""

    async def context(app: web.Application) -> AsyncIterator[None]:
        async with picture_session(hosts) as session:
            app[AVATARS] = Avatars(pool, Pictures(session, provider, hosts))
            yield

    return context


async def show_avatar(request: web.Request, session: Session) -> web.Response:
    """Give the account's picture, as the platform has it; 404 where there is none."""
    try:
        account_id = UUID(request.match_info["account_id"])
    except ValueError as error:
        raise NotFound("There is no such picture.") from error
    picture = await request.app[AVATARS].fetch(account_id, UUID(session.user_id))
    return web.Response(body=picture.content, content_type=picture.kind, headers=HEADERS)
