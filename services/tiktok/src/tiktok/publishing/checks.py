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
from platforms.tiktok.app import SCOPES
from platforms.tiktok.pull_urls import check_pull_url
from tiktok.errors import UrlOwnershipUnverified
from tiktok.platform import LIMITS
from tiktok.posts.attempts import PublishAttempts
from tiktok.posts.requests import AnyRequest
from tiktok.publishing.creators import Creators, check_choices
from tiktok.publishing.drafts import Drafts, InboxSlots
from tiktok.publishing.init import InitCall, endpoint_of
from tiktok.publishing.usable import Need, usable_account

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rules:
    """What this installation allows.

    Slots for drafts, whose addresses TikTok may fetch, and the scopes that users are asked for.
    """

    slots: InboxSlots
    verified: Collection[str]
    asked: Collection[str] = SCOPES


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
        need = Need(request.scope, is_asked=request.scope in self._rules.asked)
        account = await usable_account(connection, user_id, account_id, need)
        self._check_addresses(request)
        if not request.is_direct:
            await Drafts(connection, self._rules.slots).check(account_id)
        await RateWindows(connection, LIMITS).check(account_id, endpoint_of(request))
        cause = await self._creators.count(connection, account_id) if request.is_direct else None
        return CheckedRequest(account, request, cause)

    async def ask(self, allowed: CheckedRequest) -> tuple[AccessToken, str]:
        """Give the token of the init call, and the creator's user name where it is told.

        For a direct post TikTok is asked what is offered now. The token is renewed, if necessary,
        before the intent. Raises what `AccountTokens.valid` and `Creators.ask` raise, and
        `ChoiceRefused`.
        """
        if allowed.creator_cause is None:
            return await self._tokens.valid_of(allowed.account), ""
        creator, token = await self._creators.ask(allowed.account, allowed.creator_cause)
        check_choices(allowed.request, creator)
        return token, creator.creator_username

    async def take_room(self, connection: Connection, call: InitCall) -> None:
        """Count the init call, and write its attempt down.

        The caller has made sure that the attempt is new. Raises `RateLimited`.
        """
        post = call.post
        await RateWindows(connection, LIMITS).count(post.account_id, call.endpoint, call.cause)
        await PublishAttempts(connection).create(post.post_id, call.attempt)

    def _check_addresses(self, request: AnyRequest) -> None:
        """Raise `UrlOwnershipUnverified`; of several addresses the sentence names the one."""
        for number, address in enumerate(request.addresses, 1):
            try:
                check_pull_url(address, self._rules.verified)
            except UrlRefused as error:
                which = f"Photo {number}: " if len(request.addresses) > 1 else ""
                raise UrlOwnershipUnverified(f"{which}{error}") from error


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
