"""The leader's look at posts that TikTok owes a word: late, lost, or begun without an answer."""

from dataclasses import replace
from datetime import UTC, datetime

from accounts.inbox import EarlyDelivery, Inbox
from common import metrics
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from common.tracing import beginning
from contracts.tiktok.events import InitOutcomeGivenUp, PostDelayed, PostLost
from platforms.tiktok.webhooks import PostContent, parse_delivery
from tiktok.platform import PROVIDER
from tiktok.posts.due import DuePosts
from tiktok.posts.store import TikTokPosts
from tiktok.publishing.lost_inits import GIVEN_UP_AFTER, Sighting, settled
from tiktok.publishing.settle_lost_inits import claim_by_webhook

log = get_logger(__name__)
BATCH = 100


class Overdue:
    """Each method looks at the rows, so that it may run twice or be missed."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool, self._outbox = pool, outbox

    async def tell_delays(self) -> None:
        """Say once that TikTok has had a post for half an hour without a final status."""
        async with self._pool.connection() as connection:
            posts = TikTokPosts(connection, self._outbox)
            for late in await DuePosts(connection).delay(BATCH):
                post = await posts.lock(late.post_id)
                if post is not None:
                    delayed = PostDelayed(**post.identity(), since=late.since)
                    with beginning("tell of a delay"):
                        await posts.record(post, [delayed])

    async def tell_losses(self) -> None:
        """Say that a post has waited for a day, and that TikTok is no longer asked about it."""
        async with self._pool.connection() as connection:
            posts = TikTokPosts(connection, self._outbox)
            for late in await DuePosts(connection).find_lost(BATCH):
                post = await posts.lock(late.post_id)
                if post is not None:
                    post = replace(post, status="LOST")
                    lost = PostLost(**post.identity(), since=late.since)
                    with beginning("give a post up"):
                        await posts.record(post, [lost])
                    metrics.POSTS.labels("tiktok", "lost").inc()
                    log.warning("post lost", post_id=post.post_id)

    async def match_lost_inits(self) -> None:
        """Match webhooks of unknown posts with init calls whose answer was lost."""
        async with self._pool.connection() as connection:
            for platform_user_id in await DuePosts(connection).platform_users_to_match():
                await self._match(connection, platform_user_id)

    async def give_up_inits(self) -> None:
        """End the waiting for what became of a lost init, after three days."""
        async with self._pool.connection() as connection:
            await self._give_up(connection)

    async def _match(self, connection: Connection, platform_user_id: str) -> None:
        intents = await DuePosts(connection).without_publish_id(platform_user_id)
        waiting = await Inbox(connection, PROVIDER).waiting_for("post", platform_user_id)
        for intent, seen in settled(intents, sightings(waiting)):
            with beginning("settle unknown init"):
                await claim_by_webhook(connection, self._outbox, intent, seen.name)

    async def _give_up(self, connection: Connection) -> None:
        posts = TikTokPosts(connection, self._outbox)
        for intent in await DuePosts(connection).find_given_up(GIVEN_UP_AFTER, BATCH):
            post = await posts.lock(intent.post_id)
            if post is None:
                continue
            post = replace(post, status="UNKNOWN")
            event = InitOutcomeGivenUp(**post.identity(), attempt=intent.attempt)
            with beginning("give an init up"):
                await posts.record(post, [event])
            log.warning("init outcome given up", post_id=post.post_id, attempt=intent.attempt)


def sightings(waiting: list[EarlyDelivery]) -> list[Sighting]:
    """Read what webhooks without a post tell of each publish id: the first time, and the worst."""
    found: dict[str, Sighting] = {}
    for pending in waiting:
        delivery = parse_delivery(pending.body)
        if not isinstance(delivery.content, PostContent):
            continue
        name = delivery.content.publish_id
        at = datetime.fromtimestamp(delivery.create_time, UTC)
        failed = delivery.event == "post.publish.failed"
        before = found.get(name, Sighting(name, at, is_failure=failed))
        found[name] = Sighting(name, min(at, before.at), is_failure=failed and before.is_failure)
    return list(found.values())
