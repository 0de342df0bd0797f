"""How each account is reached is asked at connect, then daily; webhooks are switched on with it."""

from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from accounts.calls.authorized import AuthorizedCalls, Call
from accounts.store import IN_USE, OAuthAccount, OAuthAccounts
from accounts.tokens.rows import AccessToken
from accounts.tokens.tokens import AccountTokens
from accounts.turns import AccountTurns, Turns
from common.faults import FaultPoints
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts.instagram.media import PageObserved
from instagram.clients import Clients
from instagram.pages.reading import NONE, Reached, read
from instagram.pages.store import Page, Pages
from instagram.pages.subscribing import subscribe
from instagram.platform import PAGE
from instagram.sealed_columns import page_token_aad
from platforms.errors import PlatformDown, RateLimited

READ, SUBSCRIBE = "pages", "subscribe"
"""The calls, as the service's limits name them."""


class ObservedPages:
    """The calls first, then one transaction for what they told."""

    def __init__(
        self,
        pool: Pool,
        outbox: Outbox,
        clients: Clients,
        tokens: AccountTokens,
        calls: AuthorizedCalls,
        turns: Turns,
        faults: FaultPoints,
    ) -> None:
        self._pool, self._outbox, self._turns, self._faults = pool, outbox, turns, faults
        self._clients, self._tokens, self._calls = clients, tokens, calls

    async def observe(self, account_id: UUID) -> None:
        """Read the Page, see that webhooks are on, and tell of a change: one turn of an account.

        A call that fails leaves the turn due, later each time. Raises `RateLimited`, a
        `PlatformError`, and what `AccountTokens.valid` raises.
        """
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(account_id)
            page = await Pages(connection).find(account_id)
            is_done = await AccountTurns(connection, self._turns).is_done(account_id, PAGE)
        if account is None or account.status not in IN_USE:
            return
        if is_done and page is not None and page.observed_at >= account.granted_at:
            return
        reached = await self._read(account)
        try:
            is_subscribed = await self._subscribe(account, reached)
        except (PlatformDown, RateLimited):
            await self._keep(account, reached, page is not None and page.is_subscribed)
            raise
        self._faults.reach("page_read")
        await self._keep(account, reached, is_subscribed)
        async with self._pool.connection() as connection:
            await AccountTurns(connection, self._turns).done(account_id, PAGE)

    async def read_anew(self, account: OAuthAccount, page: Page) -> Page | None:
        """Read the Page whose token was refused, and keep what it says now."""
        return await self._keep(account, await self._read(account), page.is_subscribed)

    async def _read(self, account: OAuthAccount) -> Reached:
        client = self._clients.of(account)
        ask = partial(read, client, account)
        if client.app.login != "facebook":
            return await ask("")
        return await self._calls.make(Call(account.account_id, READ), ask)

    async def _subscribe(self, account: OAuthAccount, reached: Reached) -> bool:
        if reached.access_level == NONE:
            return False
        client = self._clients.of(account)

        async def ask(token: AccessToken) -> bool:
            return await subscribe(client, account.platform_user_id, reached, token)

        return await self._calls.make(Call(account.account_id, SUBSCRIBE), ask)

    async def _keep(self, seen: OAuthAccount, reached: Reached, is_subscribed: bool) -> Page | None:
        """Keep what was found out by this grant; None where the account has another one by now."""
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).lock(seen.account_id)
            if account is None or account.status not in IN_USE:
                return None
            if account.grant_sequence != seen.grant_sequence:
                return None
            return await self._put(connection, account, self._page(account, reached, is_subscribed))

    async def _put(self, connection: Connection, account: OAuthAccount, now: Page) -> Page:
        pages = Pages(connection)
        before = await pages.find(account.account_id)
        await pages.put(now)
        if before is None or not now.is_like(before):
            sequence = await pages.raise_sequence(account.account_id)
            await self._outbox.append(connection, _event(account, now), sequence)
        return now

    def _page(self, account: OAuthAccount, reached: Reached, is_subscribed: bool) -> Page:
        place = page_token_aad(account.account_id)
        token = reached.token
        return Page(
            account_id=account.account_id,
            ig_business_id=account.platform_user_id,
            login=reached.login,
            page_id=reached.page_id,
            page_name=reached.page_name,
            sealed_token=None if token is None else self._tokens.seal(token.encode(), place),
            access_level=reached.access_level,
            reason=reached.reason,
            is_subscribed=is_subscribed,
            observed_at=datetime.now(UTC),
        )


def _event(account: OAuthAccount, page: Page) -> PageObserved:
    return PageObserved(
        account_id=account.account_id,
        user_id=account.user_id,
        ig_business_id=page.ig_business_id,
        username=account.username or "",
        login=page.login,
        page_id=page.page_id,
        page_name=page.page_name,
        access_level=page.access_level,
        reason=page.reason,
        is_subscribed=page.is_subscribed,
        observed_at=page.observed_at,
    )
