"""Beginning a post: the row, its first event and the command of its first step, in one commit."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from accounts.tokens.tokens import AccountTokens
from common.idempotency import StillInProgress, check_repeat, request_sha256
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts.instagram.commands import AdvancePost
from contracts.instagram.posts import MediaRequested, RequestedItem, RequestedPost
from instagram.posts.due import COMMANDED_AGAIN
from instagram.posts.post import Post
from instagram.posts.queries import PostViews, required
from instagram.posts.requests import PublishRequest
from instagram.posts.rules import Rules, warnings_of
from instagram.posts.store import InstagramPosts, NewPost
from instagram.posts.view import PostView
from instagram.publishing.addresses import sealed_addresses
from instagram.publishing.checks import Checked, PostChecks


@dataclass(frozen=True, slots=True)
class Begun:
    """A post, and what its user should know of it."""

    post: PostView
    warnings: tuple[str, ...]


class Publishing:
    """Turns a request into a post that an agent takes on at once."""

    def __init__(
        self, pool: Pool, outbox: Outbox, tokens: AccountTokens, checks: PostChecks, rules: Rules
    ) -> None:
        self._pool, self._outbox, self._tokens = pool, outbox, tokens
        self._checks, self._rules = checks, rules

    async def start(self, user_id: UUID, request: PublishRequest, key: str | None) -> Begun:
        """Begin a post, or give the one that this idempotency key has begun already.

        Raises `KeyReused`, `StillInProgress`, and what `PostChecks.check` raises.
        """
        async with self._pool.connection() as connection:
            earlier = await PostViews(connection).by_key(user_id, key) if key else None
            if earlier is not None:
                check_repeat(earlier.request_sha256, request_sha256(request), is_answered=True)
                return Begun(earlier, tuple(warnings_of(request, self._rules)))
            checked = await self._checks.check(connection, user_id, request)
            post = await self._begin(connection, user_id, checked, key)
            return Begun(await required(connection, post.post_id, user_id), checked.warnings)

    async def _begin(
        self, connection: Connection, user_id: UUID, checked: Checked, key: str | None
    ) -> Post:
        request = checked.request
        post = Post(
            post_id=uuid4(),
            account_id=request.account_id,
            user_id=user_id,
            kind=request.kind,
            items=len(request.media),
            status="REQUESTED",
            attempt_at=datetime.now(UTC),
        )
        sealed = sealed_addresses(self._tokens, post.post_id, request)
        new = NewPost(post, request, checked.videos, key, sealed)
        event = MediaRequested(**post.identity(), request=described(checked))
        posts = InstagramPosts(connection, self._outbox)
        if not await posts.create(new, [event], COMMANDED_AGAIN):
            raise StillInProgress("The first request with this key is being handled.")
        await command_first_step(connection, self._outbox, post)
        return post


async def command_first_step(connection: Connection, outbox: Outbox, post: Post) -> None:
    """Have an attempt begun as soon as this transaction has committed."""
    command = AdvancePost(account_id=post.account_id, post_id=post.post_id)
    await outbox.command(connection, command, f"attempt {post.attempt}")


def described(checked: Checked) -> RequestedPost:
    """Say what is asked for; nothing of the addresses, which may be secret."""
    request = checked.request
    items = [
        RequestedItem(
            is_video=is_video,
            source="ASSET" if item.asset_id else "URL",
            asset_id=item.asset_id,
            alt_text=item.alt_text,
        )
        for item, is_video in zip(request.media, checked.videos, strict=True)
    ]
    return RequestedPost(
        kind=request.kind,
        items=items,
        caption=request.caption,
        location_id=request.location_id or "",
        collaborators_count=len(request.collaborators),
        share_to_feed=request.share_to_feed,
        is_ai_generated=request.is_ai_generated,
    )
