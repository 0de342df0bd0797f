"""What the leader repeats: commands for what is due, and the end of what nobody waits for."""

from datetime import UTC, datetime, timedelta

from common import metrics
from common.leader_gauge import LeaderGauge
from common.logs import get_logger
from common.postgres import Connection
from common.tracing import beginning
from contracts.accounts import GrantExpiryApproached
from contracts.tiktok import WebhookUnmatched
from contracts.tiktok_commands import (
    CancelPost,
    CheckGrant,
    Command,
    PollStatus,
    ReconcileVideos,
    RefreshToken,
    RevokeGrant,
    SampleMetrics,
)
from tiktok.account_work import DAILY, AccountWork, Rhythm
from tiktok.app import Parts
from tiktok.due_accounts import DueAccounts
from tiktok.open_posts import OpenPosts
from tiktok.pending_observations import PendingObservations
from tiktok.posts import TikTokPosts
from tiktok.publish_attempts import PublishAttempts
from tiktok.request_log import RequestLog
from vault.accounts import OAuthAccounts

log = get_logger(__name__)
SOON = timedelta(hours=1)
AGAIN = timedelta(seconds=30)
LATER = timedelta(minutes=5)
BATCH = 100
UNMATCHED_AFTER_DAYS = 7
WARNED_AFTER, GRANT_LIFE = timedelta(days=330), timedelta(days=365)


class Timers:
    """Each method may run twice or be missed: it looks at the rows, never at what it did before."""

    def __init__(
        self,
        parts: Parts,
        init_lost_after: float,
        refreshes: int = BATCH,
        rhythm: Rhythm = DAILY,
    ) -> None:
        self._pool, self._outbox = parts.pool, parts.outbox
        self._rhythm = rhythm
        self._inits, self._init_lost_after = parts.inits, init_lost_after
        self._most_refreshes = refreshes  # a round
        self._waiting = LeaderGauge(metrics.PENDING_OBSERVATIONS, "tiktok", seconds=60)

    async def write_due_commands(self) -> None:
        """Write a command for everything that is due, and move its time forward as it does."""
        async with self._pool.connection() as connection:
            await self._refreshes(connection)
            await self._account_work(connection)
            posts = TikTokPosts(connection, self._outbox)
            for account_id, post_id in await OpenPosts(connection).find_pending_posts(BATCH):
                await self._command(connection, PollStatus(account_id=account_id, post_id=post_id))
            for account_id, post_id in await posts.take_due_cancels(AGAIN):
                await self._command(connection, CancelPost(account_id=account_id, post_id=post_id))

    async def _refreshes(self, connection: Connection) -> None:
        accounts = OAuthAccounts(connection)
        for account in await accounts.find_expiring_soon(SOON, self._most_refreshes):
            again = max(AGAIN, min(account.time_left / 10, LATER))
            await accounts.set_next_due(account.account_id, datetime.now(UTC) + again)
            command = RefreshToken(
                account_id=account.account_id, seen_version=account.token_version
            )
            await self._command(connection, command)

    async def _account_work(self, connection: Connection) -> None:
        due = await DueAccounts(connection).take(AGAIN, BATCH)
        for account_id, status in due:
            kind = RevokeGrant if status == "DISCONNECTING" else CheckGrant
            await self._command(connection, kind(account_id=account_id))

    async def write_turns(self) -> None:
        """Write the commands of what every account's turn comes for again and again."""
        async with self._pool.connection() as connection:
            work = AccountWork(connection, self._rhythm)
            for account_id in await work.take("sample", BATCH):
                await self._command(connection, SampleMetrics(account_id=account_id))
            for account_id in await work.take("reconcile", BATCH):
                await self._command(connection, ReconcileVideos(account_id=account_id))

    async def settle_lost_inits(self) -> None:
        """An intent whose process died: the answer will never come."""
        async with self._pool.connection() as connection:
            lost = await PublishAttempts(connection).lost(self._init_lost_after)
        for post_id, attempt in lost:
            with beginning("settle lost init"):
                await self._inits.lose(post_id, attempt)

    async def warn_of_endings(self) -> None:
        """Tell of permissions that end within the month, whatever a refresh says of its own end.

        Whether it begins the year anew TikTok leaves open:
        https://developers.tiktok.com/doc/oauth-user-access-token-management
        """
        async with self._pool.connection() as connection:
            accounts = OAuthAccounts(connection)
            for account_id in await DueAccounts(connection).take_ending(WARNED_AFTER, BATCH):
                account = await accounts.lock(account_id)
                if account is None:
                    continue
                event = GrantExpiryApproached(
                    provider=account.provider,
                    account_id=account_id,
                    user_id=account.user_id,
                    ends_at=account.granted_at + GRANT_LIFE,
                )
                with beginning("warn of an ending grant"):
                    sequence = await accounts.raise_sequence(account_id)
                    await self._outbox.append(connection, event, sequence)

    async def measure_backlog(self) -> None:
        """Tell how many webhooks wait for their account or post."""
        async with self._pool.connection() as connection:
            waiting = await PendingObservations(connection).count()
        self._waiting.set(waiting)

    async def tidy(self) -> None:
        """End the waiting of webhooks without a target, and forget what no rule looks at."""
        async with self._pool.connection() as connection:
            pending = PendingObservations(connection)
            for unmatched in await pending.take_unmatched(UNMATCHED_AFTER_DAYS):
                event = WebhookUnmatched(
                    external_id=unmatched.external_id,
                    platform_user_id=unmatched.platform_user_id,
                    publish_id=unmatched.publish_id,
                )
                with beginning("end waiting webhook"):
                    await self._outbox.command(connection, event, "unmatched")
            await pending.forget_handled()
            await RequestLog(connection).forget()

    async def _command(self, connection: Connection, command: Command) -> None:
        with beginning(f"write {command.TYPE}"):
            await self._outbox.command(connection, command, datetime.now(UTC).isoformat())
