"""What a creator may choose now: asked each time, since it changes from day to day.

https://developers.tiktok.com/doc/content-posting-api-reference-query-creator-info
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from accounts.calls.authorized import AuthorizedCalls, Call, Counted
from accounts.calls.rate_windows import RateWindows
from accounts.store import OAuthAccount
from accounts.tokens.rows import AccessToken
from accounts.tokens.tokens import AccountTokens
from common.postgres import Connection, Pool
from platforms import errors as platform_errors
from platforms.tiktok.client import TikTok
from platforms.tiktok.posting import Creator
from tiktok.errors import ChoiceRefused
from tiktok.platform import LIMITS
from tiktok.posts.requests import AnyRequest
from tiktok.publishing.creator_rules import objections
from tiktok.publishing.drafts import Drafts, InboxSlots, Used
from tiktok.publishing.refusals import refusal_of_call
from tiktok.publishing.usable import Need, usable_account

PUBLISH = "video.publish"
CREATOR, INITS = "creator", ("direct_init", "inbox_init", "photos_init")


@dataclass(frozen=True, slots=True)
class CreatorState:
    """What TikTok lets a creator choose, and what is left of the limits."""

    account_id: UUID
    creator: Creator
    used: Used
    slots: InboxSlots
    calls_left: Mapping[str, int]
    """Of this minute, by rate window."""
    inbox_closed_until: datetime | None = None
    """Until when no draft is sent, because TikTok has refused one."""


class Creators:
    """Asks TikTok about creators, and counts what is left to them."""

    def __init__(
        self,
        pool: Pool,
        tiktok: TikTok,
        calls: AuthorizedCalls,
        tokens: AccountTokens,
        slots: InboxSlots,
    ) -> None:
        self._pool, self._tiktok, self._calls = pool, tiktok, calls
        self._tokens, self._slots = tokens, slots

    async def describe(self, user_id: UUID, account_id: UUID) -> CreatorState:
        """Give what a page must show before a post.

        Raises what `usable_account` and `ask` raise.
        """
        need = Need(PUBLISH, is_asked=PUBLISH in self._tiktok.scopes)
        async with self._pool.connection() as connection:
            account = await usable_account(connection, user_id, account_id, need)
            cause = await self.count(connection, account_id)
        creator, _ = await self.ask(account, cause)
        async with self._pool.connection() as connection:
            left = await RateWindows(connection, LIMITS).left(account_id, CREATOR, *INITS)
            drafts = Drafts(connection, self._slots)
            used, closed_for = await drafts.used(account_id), await drafts.closed_for(account_id)
        until = datetime.now(UTC) + timedelta(seconds=closed_for) if closed_for else None
        return CreatorState(account_id, creator, used, self._slots, left, until)

    async def count(self, connection: Connection, account_id: UUID) -> str:
        """Count one call of `ask`, which it is given the cause of; raises `RateLimited`."""
        cause = str(uuid4())
        await RateWindows(connection, LIMITS).count(account_id, CREATOR, cause)
        return cause

    async def ask(self, account: OAuthAccount, cause: str) -> tuple[Creator, AccessToken]:
        """Ask TikTok what the creator may choose; gives the token that it has accepted, too.

        Raises what `refusal_of_call` gives, and what `AccountTokens.valid` raises.
        """
        counted = Counted(cause, await self._tokens.valid_of(account))
        call = Call(account.account_id, CREATOR, counted)
        try:
            return await self._calls.make(call, self._ask_with)
        except platform_errors.PlatformError as error:
            raise refusal_of_call(error) from error

    async def _ask_with(self, token: AccessToken) -> tuple[Creator, AccessToken]:
        return await self._tiktok.creator_info(token), token


def check_choices(request: AnyRequest, creator: Creator) -> None:
    """Raise `ChoiceRefused`, with every objection, where the creator may not choose this now."""
    found = objections(request, creator)
    if found:
        raise ChoiceRefused(" ".join(found))
