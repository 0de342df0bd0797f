"""The leader's look at init calls without an answer: webhooks may be of them, or time ends them."""

from dataclasses import replace
from datetime import UTC, datetime

from accounts.inbox import EarlyDelivery, Inbox
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from common.tracing import beginning
from contracts.tiktok.events import InitOutcomeGivenUp
from platforms.tiktok.webhooks import PostContent, parse_delivery
from tiktok.platform import PROVIDER
from tiktok.posts.due import DuePosts
from tiktok.posts.lost_inits import GIVEN_UP_AFTER, Sighting, settled
from tiktok.posts.store import TikTokPosts
from tiktok.watching.settle_lost_inits import settle_by_webhook

log = get_logger(__name__)
BATCH = 100


class LostInits:
    """Each method looks at the rows, so that it may run twice or be missed."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool, self._outbox = pool, outbox

    async def match_lost_inits(self) -> None:
        """Match webhooks of unknown posts with init calls whose answer was lost."""
        async with self._pool.connection() as connection:
            for platform_user_id in await DuePosts(connection).platform_users_to_match():
                await self._match(connection, platform_user_id)

    async def give_up_inits(self) -> None:
        """End the waiting for the outcome of a lost init, after three days."""
        async with self._pool.connection() as connection:
            posts = TikTokPosts(connection, self._outbox)
            for init in await DuePosts(connection).find_given_up(GIVEN_UP_AFTER, BATCH):
                post = await posts.lock(init.post_id)
                if post is None:
                    continue
                post = replace(post, status="UNKNOWN")
                event = InitOutcomeGivenUp(**post.identity(), attempt=init.attempt)
                with beginning("give an init up"):
                    await posts.record(post, [event])
                log.warning("init outcome given up", post_id=post.post_id, attempt=init.attempt)

    async def _match(self, connection: Connection, platform_user_id: str) -> None:
        inits = await DuePosts(connection).without_publish_id(platform_user_id)
        waiting = await Inbox(connection, PROVIDER).waiting_for("post", platform_user_id)
        for init, seen in settled(inits, sightings(waiting)):
            with beginning("settle unknown init"):
                await settle_by_webhook(connection, self._outbox, init, seen.name)


def sightings(waiting: list[EarlyDelivery]) -> list[Sighting]:
    """Read what webhooks without a post tell of each publish id.

    The time is that of the first; a failure counts only where every webhook says so.
    """
    found: dict[str, Sighting] = {}
    for early in waiting:
        delivery = parse_delivery(early.body)
        if not isinstance(delivery.content, PostContent):
            continue
        name = delivery.content.publish_id
        at = datetime.fromtimestamp(delivery.create_time, UTC)
        failed = delivery.event == "post.publish.failed"
        before = found.get(name, Sighting(name, at, is_failure=failed))
        found[name] = Sighting(name, min(at, before.at), is_failure=failed and before.is_failure)
    return list(found.values())
