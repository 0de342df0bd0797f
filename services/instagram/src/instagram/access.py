"""Calls for one account, made with its Page's token where it is reached by a Page."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from accounts import metrics
from accounts.calls.authorized import AuthorizedCalls, Call
from accounts.calls.rate_windows import RateWindows
from accounts.errors import AccountNotUsable, AccountUnknown
from accounts.store import OAuthAccount, OAuthAccounts
from accounts.tokens.rows import AccessToken
from accounts.tokens.tokens import AccountTokens
from common.postgres import Pool
from instagram.clients import Clients
from instagram.pages.observing import ObservedPages
from instagram.pages.reading import NONE
from instagram.pages.store import Page, Pages
from instagram.platform import LIMITS, PROVIDER
from instagram.sealed_columns import page_token_aad
from platforms.errors import TokenInvalid
from platforms.instagram.account import Access, AccountCalls
from platforms.instagram.catalogue import CATALOGUE
from platforms.instagram.usage import Usage
from vault.envelope import SealBroken

Answer = TypeVar("Answer")
Ask = Callable[[AccountCalls], Awaitable[Answer]]
# Meta refuses at 100 percent, for minutes, and a call that is refused makes them more.
# https://developers.facebook.com/docs/graph-api/overview/rate-limiting
ALMOST_FULL, FULL = 95.0, 100.0
SLOWED_SECONDS, SHUT_SECONDS = 60.0, 900.0


@dataclass(slots=True)
class Watch:
    """The fullest state of the limits that the answers to one call told of."""

    account_seconds: float = 0.0
    app_seconds: float = 0.0

    def note(self, usage: Usage) -> None:
        """Remember how long to wait, if at all."""
        account = seconds_to_pause(usage.percent, usage.wait_seconds)
        self.account_seconds = max(self.account_seconds, account)
        self.app_seconds = max(self.app_seconds, seconds_to_pause(usage.app_percent, 0.0))


def seconds_to_pause(percent: float, told_seconds: float) -> float:
    """Give how long calls must rest at this use of a limit: as Meta says, or as we guess."""
    if told_seconds or percent < ALMOST_FULL:
        return told_seconds
    return SLOWED_SECONDS if percent < FULL else SHUT_SECONDS


@dataclass(frozen=True, slots=True)
class Reach:
    """An account, and what was observed of its Page."""

    account: OAuthAccount
    page: Page | None
    watch: Watch = field(default_factory=Watch)


class InstagramCalls:
    """The one way to call for an account."""

    def __init__(
        self,
        pool: Pool,
        calls: AuthorizedCalls,
        tokens: AccountTokens,
        clients: Clients,
        pages: ObservedPages,
    ) -> None:
        self._pool, self._calls, self._tokens = pool, calls, tokens
        self._clients, self._pages = clients, pages

    async def make(self, call: Call, ask: Ask[Answer]) -> Answer:
        """Give what `ask` gives; it gets the account's calls, and may be asked more than once.

        A refused Page's token has done nothing: the Page is read anew, and the call made again.
        Where a limit of Meta's is almost full, later calls wait. Raises what `AuthorizedCalls.make`
        raises, `LoginNotConfigured` where the app that the account was connected by is not set any
        more, and `AccountNotUsable` where the account's Page gives no access.
        """
        reach = await self._find(call.account_id)
        _refuse_unusable(reach.page)

        async def with_token(token: AccessToken) -> Answer:
            return await self._ask(reach, token, ask)

        try:
            return await self._calls.make(call, with_token)
        finally:
            await self._heed(call.account_id, reach.watch)

    async def _ask(self, reach: Reach, token: AccessToken, ask: Ask[Answer]) -> Answer:
        access = self._access(reach.account, reach.page, token)
        try:
            return await ask(self._calls_with(reach, access))
        except TokenInvalid:
            if reach.page is None or not access.reading_token:
                raise
        # The Page's token may have died alone; if the person's has died too, this tells it.
        page = await self._pages.read_anew(reach.account, reach.page)
        _refuse_unusable(page)
        try:
            return await ask(self._calls_with(reach, self._access(reach.account, page, token)))
        except TokenInvalid as refused:
            raise _unusable(refused.code, "api") from refused

    def _calls_with(self, reach: Reach, access: Access) -> AccountCalls:
        return AccountCalls(self._clients.of(reach.account), access, reach.watch.note)

    def _access(self, account: OAuthAccount, page: Page | None, token: AccessToken) -> Access:
        """Give the Page's token where there is one that opens; its next turn reads it anew."""
        if page is None or page.sealed_token is None:
            return Access(account.platform_user_id, token)
        try:
            opened = self._tokens.open(page.sealed_token, page_token_aad(account.account_id))
        except SealBroken:
            metrics.TOKENS_UNREADABLE.labels(PROVIDER).inc()
            return Access(account.platform_user_id, token)
        page_id = page.page_id or ""
        return Access(account.platform_user_id, opened.decode(), token, page_id)

    async def _find(self, account_id: UUID) -> Reach:
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(account_id)
            page = await Pages(connection).find(account_id)
        if account is None:
            raise AccountUnknown("There is no such account")
        return Reach(account, page)

    async def _heed(self, account_id: UUID, watch: Watch) -> None:
        """Let later calls wait, in every process, where an answer said that a limit is full."""
        if not (watch.account_seconds or watch.app_seconds):
            return
        async with self._pool.connection() as connection:
            windows = RateWindows(connection, LIMITS)
            if watch.account_seconds:
                await windows.pause_account(account_id, watch.account_seconds)
            if watch.app_seconds:
                await windows.pause_app(account_id, watch.app_seconds)


def _refuse_unusable(page: Page | None) -> None:
    """Refuse an account whose Page gives no access; one whose Page is not known yet may work."""
    if page is not None and page.access_level == NONE:
        raise _unusable(page.reason, "oauth")


def _unusable(reason: str, area: str) -> AccountNotUsable:
    entry = CATALOGUE.entry(area, reason)
    return AccountNotUsable(entry.advice)
