"""What a page asks Instagram before a post: how many are left, and which places there are."""

from dataclasses import dataclass
from uuid import UUID

from accounts.calls.authorized import Call
from accounts.calls.rate_windows import RateWindows
from common.postgres import Pool
from instagram.access import Answer, Ask, InstagramCalls
from instagram.clients import Clients
from instagram.platform import LIMITS
from instagram.publishing.refusals import refusal_of_call
from instagram.usable import PUBLISH, READ, Need, usable_account
from platforms.errors import PlatformError
from platforms.instagram.app import Login
from platforms.instagram.locations import Location
from platforms.instagram.publishing import Quota


@dataclass(frozen=True, slots=True)
class LimitState:
    """An account's limit, and how many containers Postlog may still make for it in 24 hours."""

    account_id: UUID
    quota: Quota
    containers_left: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What the login that an account was connected by lets its posts have."""

    account_id: UUID
    login: Login
    finds_places: bool


class Choices:
    """Answers from Instagram while the caller waits; `offer` asks nobody."""

    def __init__(self, pool: Pool, calls: InstagramCalls, clients: Clients) -> None:
        self._pool, self._calls, self._clients = pool, calls, clients

    async def offer(self, user_id: UUID, account_id: UUID) -> Offer:
        """Tell what is known before any call; raises what `usable_account` raises."""
        async with self._pool.connection() as connection:
            need = Need(PUBLISH)
            account = await usable_account(connection, self._clients, user_id, account_id, need)
        app = self._clients.of(account).app
        return Offer(account_id, app.login, "locations" in app.abilities)

    async def limit(self, user_id: UUID, account_id: UUID) -> LimitState:
        """Read the limit; raises what `usable_account` raises, and refusals of the call."""
        await self._check(user_id, account_id, Need(PUBLISH))
        quota = await self._ask(Call(account_id, "quota"), lambda account: account.quota())
        async with self._pool.connection() as connection:
            left = await RateWindows(connection, LIMITS).left(account_id, "create_container")
        return LimitState(account_id, quota, left["create_container"])

    async def locations(self, user_id: UUID, account_id: UUID, text: str) -> tuple[Location, ...]:
        """Look for places; raises `NotOffered` where the login, or the app, has no such search."""
        await self._check(user_id, account_id, Need(READ, "locations"))
        call = Call(account_id, "locations")
        return await self._ask(call, lambda account: account.find_locations(text))

    async def _check(self, user_id: UUID, account_id: UUID, need: Need) -> None:
        async with self._pool.connection() as connection:
            await usable_account(connection, self._clients, user_id, account_id, need)

    async def _ask(self, call: Call, ask: Ask[Answer]) -> Answer:
        try:
            return await self._calls.make(call, ask)
        except PlatformError as error:
            raise refusal_of_call(error) from error
