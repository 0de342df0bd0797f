"""What is checked before an attempt is begun; none of it asks Instagram."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from accounts import metrics
from accounts.calls.rate_windows import RateWindows
from common.errors import InvalidRequest, ServiceError
from common.logs import get_logger
from common.postgres import Connection
from instagram.clients import Clients
from instagram.platform import LIMITS
from instagram.posts.requests import PublishRequest
from instagram.posts.rules import Rules, faults_of, warnings_of
from instagram.publishing.assets import UsableAssets, UsedAsset
from instagram.usable import PUBLISH, Need, usable_account

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Checked:
    """A request that Instagram may take; `warnings` are for its user."""

    request: PublishRequest
    videos: tuple[bool, ...]
    warnings: tuple[str, ...] = ()


class PostChecks:
    """The checks of every attempt."""

    def __init__(self, clients: Clients, assets: UsableAssets, rules: Rules) -> None:
        self._clients, self._assets, self._rules = clients, assets, rules

    async def check(
        self, connection: Connection, user_id: UUID, request: PublishRequest
    ) -> Checked:
        """Check permission first, then files and rules, then the budget of containers.

        Raises what `usable_account` and `UsableAssets.take` raise, `InvalidRequest`, `RateLimited`.
        """
        with counting_refusals(request):
            need = Need(PUBLISH)
            account_id = request.account_id
            await usable_account(connection, self._clients, user_id, account_id, need)
            videos = await self._videos(connection, user_id, request)
            faults = faults_of(request, videos, self._rules)
            if faults:
                raise InvalidRequest("; ".join(faults))
            await RateWindows(connection, LIMITS).check(account_id, "create_container")
        return Checked(request, videos, tuple(warnings_of(request, self._rules)))

    async def _videos(
        self, connection: Connection, user_id: UUID, request: PublishRequest
    ) -> tuple[bool, ...]:
        taken: Sequence[UsedAsset] = ()
        if request.assets:
            taken = await self._assets.take(connection, user_id, request.assets, request.kind)
        videos = {one.asset_id: one.is_video for one in taken}
        return tuple(
            videos[item.asset_id] if item.asset_id else item.video_url is not None
            for item in request.media
        )


@contextmanager
def counting_refusals(request: PublishRequest) -> Iterator[None]:
    """Count and log what is refused here."""
    try:
        yield
    except ServiceError as error:
        metrics.POSTS.labels("instagram", error.kind).inc()
        log.info(
            "post refused", account_id=request.account_id, kind=request.kind, reason=error.kind
        )
        raise
