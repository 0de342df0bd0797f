"""What is checked before a post is begun; checks that need no call come first."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from accounts import metrics
from accounts.calls.rate_windows import RateWindows
from accounts.store import OAuthAccount
from accounts.tokens.rows import AccessToken
from accounts.tokens.tokens import AccountTokens
from common.errors import ServiceError
from common.logs import get_logger
from common.postgres import Connection
from platforms.addresses import UrlRefused
from platforms.tiktok.pull_urls import check_pull_url
from tiktok.errors import UrlOwnershipUnverified
from tiktok.platform import LIMITS
from tiktok.posts.attempts import PublishAttempts
from tiktok.posts.requests import AnyRequest
from tiktok.publishing.creators import Creators, check_choices
from tiktok.publishing.drafts import Drafts, InboxSlots
from tiktok.publishing.init import InitCall, endpoint_of
from tiktok.publishing.usable import usable_account

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rules:
    """What this installation allows: slots for drafts, and whose addresses TikTok may fetch."""

    slots: InboxSlots
    verified: Collection[str]


@dataclass(frozen=True, slots=True)
class CheckedRequest:
    """A request that our own data allows; its creator call is counted under `creator_cause`."""

    account: OAuthAccount
    request: AnyRequest
    creator_cause: str | None


class PostChecks:
    """The checks of every attempt, and what its intent takes of the limits."""

    def __init__(self, tokens: AccountTokens, creators: Creators, rules: Rules) -> None:
        self._tokens, self._creators, self._rules = tokens, creators, rules

    async def look_up(
        self, connection: Connection, user_id: UUID, request: AnyRequest
    ) -> CheckedRequest:
        """Check what our rows and the request itself tell, and count the call to come.

        Raises what `usable_account` raises, `UrlOwnershipUnverified` and `RateLimited`.
        """
        account_id = request.account_id
        account = await usable_account(connection, user_id, account_id, request.scope)
        for address in request.addresses:
            try:
                check_pull_url(address, self._rules.verified)
            except UrlRefused as error:
                raise UrlOwnershipUnverified(str(error)) from error
        await RateWindows(connection, LIMITS).check(account_id, endpoint_of(request))
        cause = await self._creators.count(connection, account_id) if request.is_direct else None
        return CheckedRequest(account, request, cause)

    async def ask(self, allowed: CheckedRequest) -> AccessToken:
        """Give the token of the init call; for a direct post TikTok is asked what is offered now.

        The token is renewed, if need be, before the intent. Raises what `AccountTokens.valid` and
        `Creators.ask` raise, and `ChoiceRefused`.
        """
        if allowed.creator_cause is None:
            return await self._tokens.valid_of(allowed.account)
        creator, token = await self._creators.ask(allowed.account, allowed.creator_cause)
        check_choices(allowed.request, creator)
        return token

    async def take_room(self, connection: Connection, call: InitCall) -> None:
        """Count the init call, write its attempt down, and take a draft's slot in the inbox.

        The caller has made sure that the attempt is new. Raises `RateLimited`.
        """
        post = call.post
        if not call.request.is_direct:
            await Drafts(connection, self._rules.slots).take_slot(post.account_id, post.post_id)
        await RateWindows(connection, LIMITS).count(post.account_id, call.endpoint, call.cause)
        await PublishAttempts(connection).create(post.post_id, call.attempt)


@contextmanager
def counting_refusals(request: AnyRequest) -> Iterator[None]:
    """Count and log what is refused here, before TikTok is asked to take anything."""
    try:
        yield
    except ServiceError as error:
        metrics.POSTS.labels("tiktok", error.kind).inc()
        log.info(
            "post refused", account_id=request.account_id, mode=request.mode, reason=error.kind
        )
        raise
