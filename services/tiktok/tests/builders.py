"""The parts of the scheduler as tests use them: all lanes in one, and all timers of a round."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from accounts.agents import AccountAgent, patient
from accounts.lifecycle import Lifecycle
from accounts.profiles import Profiles
from accounts.store import OAuthAccounts, Status
from accounts.timers import BATCH, AccountTimers
from accounts.turns import Turns
from common.event import Event
from contracts.tiktok.events import DeliveryState
from tiktok.agents import PostAgent
from tiktok.parts import Parts
from tiktok.platform import turns
from tiktok.posts.machine import MADE_PUBLIC, Post, Visibility
from tiktok.posts.store import NewPost, TikTokPosts
from tiktok.publishing.checks import PostChecks, Rules
from tiktok.publishing.init import Inits
from tiktok.publishing.start import Publishing
from tiktok.timers import PostTimers, service_timers
from tiktok.watching.match_lost_inits import LostInits
from tiktok.watching.overdue import Overdue
from tiktok.watching.reconciling import Reconciling
from tiktok.watching.sampling import Sampling

from .support import RULES, Connected

WAITS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE wait_event_type = 'Lock' AND datname = current_database()"
)
NOW = datetime(2026, 11, 1, tzinfo=UTC)


class Agents:
    """Obeys commands of both lanes."""

    def __init__(self, parts: Parts, rhythm: Turns | None = None) -> None:
        pool, outbox, rhythm = parts.pool, parts.outbox, rhythm or turns()
        tiktok, calls = parts.tiktok, parts.calls
        lifecycle = Lifecycle(pool, outbox, parts.tokens, parts.platform)
        profiles = Profiles(pool, outbox, parts.platform, calls, rhythm)
        self.accounts = AccountAgent(parts.tokens, lifecycle, profiles)
        self.posts = PostAgent(
            parts.polling,
            parts.cancelling,
            Sampling(pool, outbox, tiktok, calls, rhythm),
            Reconciling(pool, outbox, tiktok, calls, rhythm),
        )

    async def obey(self, command: Event) -> None:
        """Each lane leaves the commands of the other alone."""
        await patient(self.accounts.obey)(command)
        await patient(self.posts.obey)(command)


class Timers:
    """The timers of accounts and posts."""

    def __init__(
        self,
        parts: Parts,
        init_lost_after: float,
        refreshes: int = BATCH,
        rhythm: Turns | None = None,
    ) -> None:
        self.accounts = AccountTimers(parts.pool, parts.outbox, parts.platform, refreshes)
        self.service = service_timers(parts.pool, parts.outbox, rhythm or turns())
        self.posts = PostTimers(parts.pool, parts.outbox, parts.inits, init_lost_after)

    async def write_due_commands(self) -> None:
        """One round of everything that is due."""
        await self.accounts.write_refreshes()
        await self.accounts.write_checks_and_revocations()
        await self.posts.write_polls()
        await self.posts.write_cancels()


class Following(Overdue, LostInits):
    """The leader's look at posts that TikTok owes an answer."""

    async def tell_overdue(self) -> None:
        """Both kinds of lateness."""
        await self.tell_delays()
        await self.tell_losses()

    async def settle_unknown_inits(self) -> None:
        """What may be matched, and what has waited too long."""
        await self.match_lost_inits()
        await self.give_up_inits()


def publishing_with(
    parts: Parts, *, rules: Rules = RULES, inits: Inits | None = None
) -> Publishing:
    """Give a publishing part that follows other rules, or makes its init calls another way."""
    checks = PostChecks(parts.tokens, parts.creators, rules)
    return Publishing(parts.pool, parts.outbox, parts.tokens, checks, inits or parts.inits)


async def stand(
    parts: Parts, status: DeliveryState, reason: str | None = None, post_id: UUID | None = None
) -> None:
    """Let every post, or one of them, be in this state, kept as the service keeps it."""
    async with parts.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT post_id FROM posts WHERE post_id = coalesce(%s, post_id)", (post_id,)
        )
        posts = TikTokPosts(connection, parts.outbox)
        found = await posts.lock_all([row[0] for row in await cursor.fetchall()])
        for post in found.values():
            await posts.record(replace(post, status=status, fail_reason=reason), [])


async def never_answered(parts: Parts) -> None:
    """Let TikTok's answer to every init be missing, as if its process had died a minute ago."""
    async with parts.pool.connection() as connection:
        await connection.execute(
            "UPDATE publish_attempts SET outcome = 'ATTEMPTED', publish_id = NULL,"
            " attempted_at = attempted_at - interval '1 minute'"
        )
        await connection.execute("UPDATE posts SET status = 'INIT_ATTEMPTED', publish_id = NULL")


async def aged(parts: Parts, age: str) -> None:
    """Let every post be in its state for so long."""
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE posts SET status_since = now() - %s::interval", (age,))


async def accounts_stand(parts: Parts, status: Status) -> None:
    """Let every account be in this state."""
    async with parts.pool.connection() as connection:
        cursor = await connection.execute("SELECT account_id FROM oauth_accounts")
        for (account_id,) in await cursor.fetchall():
            await OAuthAccounts(connection).set_status(account_id, status)


async def public_post(
    parts: Parts, account: Connected, video_id: str, is_public: bool = True
) -> UUID:
    """Make a published post of ours, known as this video since a day."""
    request = account.request()
    post = Post(uuid4(), account.account_id, account.user_id, "PUBLISH_COMPLETE")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    async with parts.pool.connection() as connection:
        posts = TikTokPosts(connection, parts.outbox)
        await posts.create(NewPost(post, request, None, None), [])
        seen = {video_id: Visibility(yesterday, MADE_PUBLIC, is_public)}
        await posts.record(post, [], seen=seen)
        await connection.execute(
            "UPDATE posts SET created_at = %s WHERE post_id = %s", (yesterday, post.post_id)
        )
    return post.post_id


async def until_waiting(parts: Parts) -> None:
    """Wait until somebody waits for a lock."""
    async with asyncio.timeout(20):
        while True:
            async with parts.pool.connection() as connection:
                cursor = await connection.execute(WAITS)
                row = await cursor.fetchone()
            if row and row[0]:
                return
