"""Publishing as a room of this service: its endpoints' parts, its agent and its timer."""

from aiohttp import web

from accounts.timers import BATCH, write_command
from common.event import Event
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts.auth import GrantIssued
from contracts.instagram.commands import AdvancePost
from instagram.parts import Parts
from instagram.posts.due import DuePosts
from instagram.posts.pruning import Pruning
from instagram.posts.queries import PostQueries
from instagram.posts.rules import Rules
from instagram.publishing.advance import Advancing
from instagram.publishing.assets import UploadedAssets, UsableAssets
from instagram.publishing.calling import Calling
from instagram.publishing.checks import PostChecks
from instagram.publishing.choices import Choices
from instagram.publishing.preparing import Preparing, VideoDelivery
from instagram.publishing.retry import Retrying
from instagram.publishing.sending import Sending
from instagram.publishing.settling import Settling
from instagram.publishing.start import Publishing
from instagram.room import Agent, Room, Timer
from instagram.settings import InstagramServiceSettings

QUERIES = web.AppKey("queries", PostQueries)
PUBLISHING = web.AppKey("publishing", Publishing)
RETRYING = web.AppKey("retrying", Retrying)
CHOICES = web.AppKey("choices", Choices)
FORGOTTEN, TIDY_ROUNDS = 1000, 600


def advancing(parts: Parts, assets: UsableAssets, delivery: VideoDelivery = "address") -> Advancing:
    """Join what takes posts on."""
    pool, outbox, calls, tokens = parts.pool, parts.outbox, parts.calls, parts.tokens
    preparing = Preparing(pool, calls, tokens, assets, parts.faults, delivery)
    sending = Sending(pool, outbox, calls, tokens, preparing, assets, parts.faults)
    calling = Calling(pool, outbox, calls, tokens, preparing, parts.faults)
    settling = Settling(pool, calls, preparing)
    return Advancing(pool, outbox, preparing, sending, calling, settling)


class PostTimers:
    """Commands the next step of every post that is due, and forgets what no step needs."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool, self._outbox = pool, outbox

    async def write_steps(self) -> None:
        """Write the commands, and move their time on: a command may be lost."""
        async with self._pool.connection() as connection:
            for account_id, post_id in await DuePosts(connection).take(BATCH):
                command = AdvancePost(account_id=account_id, post_id=post_id)
                await write_command(connection, self._outbox, command)

    async def forget_addresses(self) -> None:
        """Forget the addresses of posts that have ended long ago."""
        async with self._pool.connection() as connection:
            await Pruning(connection).forget_addresses(FORGOTTEN)


def publishing_room(parts: Parts, settings: InstagramServiceSettings) -> Room:
    """Give what publishing adds to each process."""
    assets = UploadedAssets(parts.media.assets)
    rules = Rules(
        most_children=settings.instagram_carousel_max,
        hashtags_advised=settings.instagram_hashtags_advised,
        allows_http=not settings.is_production,
    )
    delivery = settings.instagram_video_delivery
    steps, timers = advancing(parts, assets, delivery), PostTimers(parts.pool, parts.outbox)
    checks = PostChecks(parts.clients, assets, rules)

    def serve(app: web.Application) -> None:
        app[QUERIES] = PostQueries(parts.pool)
        app[PUBLISHING] = Publishing(parts.pool, parts.outbox, parts.tokens, checks, rules)
        app[RETRYING] = Retrying(parts.pool, parts.outbox, parts.tokens, checks, steps, rules)
        app[CHOICES] = Choices(parts.pool, parts.calls, parts.clients)

    async def obey(command: Event) -> None:
        """Take the post on that the command names."""
        if isinstance(command, AdvancePost):
            await steps.advance(command.post_id)

    async def connected(connection: Connection, grant: GrantIssued) -> None:
        """Let the posts go on that have waited for the account."""
        await DuePosts(connection).hasten(grant.account_id)

    return Room(
        serve=serve,
        on_connected=connected,
        agents=[Agent("posts", [AdvancePost], obey)],
        timers=[Timer(timers.write_steps), Timer(timers.forget_addresses, TIDY_ROUNDS)],
    )
