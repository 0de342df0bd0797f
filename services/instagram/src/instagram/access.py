"""Calls for one account, made with its Page's token where it is reached by a Page."""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from accounts.calls.authorized import AuthorizedCalls, Call
from accounts.errors import AccountUnknown
from accounts.store import OAuthAccount, OAuthAccounts
from accounts.tokens.rows import AccessToken
from accounts.tokens.tokens import AccountTokens
from common.postgres import Pool
from instagram.clients import Clients
from instagram.pages.store import Page, Pages
from instagram.sealed_columns import page_token_aad
from platforms.instagram.account import Access, AccountCalls
from platforms.instagram.usage import Usage

Answer = TypeVar("Answer")
Ask = Callable[[AccountCalls], Awaitable[Answer]]


class InstagramCalls:
    """The one way to call for an account."""

    def __init__(
        self,
        pool: Pool,
        calls: AuthorizedCalls,
        tokens: AccountTokens,
        clients: Clients,
    ) -> None:
        self._pool, self._calls, self._tokens, self._clients = pool, calls, tokens, clients

    async def make(self, call: Call, ask: Ask[Answer]) -> Answer:
        """Give what `ask` gives; it gets the account's calls, and may be asked more than once.

        Raises what `AuthorizedCalls.make` raises, and `LoginNotConfigured` where the app that the
        account was connected by is not set any more.
        """
        account, page = await self._find(call.account_id)
        client = self._clients.of(account)

        async def with_token(token: AccessToken) -> Answer:
            access = self._access(account, page, token)
            return await ask(AccountCalls(client, access, _watch))

        return await self._calls.make(call, with_token)

    def _access(self, account: OAuthAccount, page: Page | None, token: AccessToken) -> Access:
        if page is None or page.sealed_token is None:
            return Access(account.platform_user_id, token)
        opened = self._tokens.open(page.sealed_token, page_token_aad(account.account_id)).decode()
        return Access(account.platform_user_id, opened, reading_token=token)

    async def _find(self, account_id: UUID) -> tuple[OAuthAccount, Page | None]:
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(account_id)
            page = await Pages(connection).find(account_id)
        if account is None:
            raise AccountUnknown("There is no such account")
        return account, page


def _watch(_usage: Usage) -> None:
    """Meta's usage headers."""
