"""Starting a post: one transaction for what is looked up, one for the intent, one for the outcome.

Between the first two TikTok is asked about the creator, between the last two it is asked to take
the post.
"""

from dataclasses import replace
from uuid import UUID, uuid4

from accounts.tokens.tokens import AccountTokens
from common.idempotency import StillInProgress, check_repeat, request_sha256
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts.tiktok.events import InitAttempted, PostRequested
from tiktok.posts.machine import Post
from tiktok.posts.queries import PostViews
from tiktok.posts.requests import AnyRequest, PhotosRequest, UploadRequest
from tiktok.posts.store import NewPost, TikTokPosts
from tiktok.posts.view import PostView
from tiktok.publishing.addresses import sealed_addresses
from tiktok.publishing.checks import PostChecks, counting_refusals
from tiktok.publishing.init import InitCall, Inits
from tiktok.publishing.refusals import check_begun


class Publishing:
    """Turns a request into a post that TikTok has accepted, refused, or left unknown."""

    def __init__(
        self, pool: Pool, outbox: Outbox, tokens: AccountTokens, checks: PostChecks, inits: Inits
    ) -> None:
        self._pool, self._outbox, self._tokens = pool, outbox, tokens
        self._checks, self._inits = checks, inits

    async def start(self, user_id: UUID, request: AnyRequest, key: str | None) -> PostView:
        """Start a post, or give the one that this idempotency key has started already.

        Raises `KeyReused`, `StillInProgress`, and what `PostChecks` and `Inits.make` raise.
        """
        async with self._pool.connection() as connection:
            earlier = await _earlier(connection, user_id, request, key)
            if earlier is not None:
                return earlier
            with counting_refusals(request):
                allowed = await self._checks.look_up(connection, user_id, request)
        post = Post(uuid4(), request.account_id, user_id, "INIT_ATTEMPTED")
        init = InitCall(post, 1, request)
        with counting_refusals(request):
            token, username = await self._checks.ask(allowed)
            init = replace(init, post=replace(post, username=username))
            await self._intend(init, key)
        return await self._inits.make(init, token)

    async def _intend(self, init: InitCall, key: str | None) -> None:
        """Commit post, attempt and rate window together."""
        post, request = init.post, init.request
        sealed = sealed_addresses(self._tokens, post.post_id, request)
        events = [requested(post, request), InitAttempted(**post.identity(), attempt=1)]
        async with self._pool.connection() as connection:
            posts = TikTokPosts(connection, self._outbox)
            if not await posts.create(NewPost(post, request, key, sealed), events):
                raise StillInProgress("The first request with this key is being handled.")
            await self._checks.take_room(connection, init)


async def _earlier(
    connection: Connection, user_id: UUID, request: AnyRequest, key: str | None
) -> PostView | None:
    """Give what this key has started, as it is now; a refusal is raised again."""
    found = await PostViews(connection).by_key(user_id, key) if key else None
    if found is None:
        return None
    is_answered = found.status != "INIT_ATTEMPTED"
    check_repeat(found.request_sha256, request_sha256(request), is_answered=is_answered)
    check_begun(found)
    return found


def requested(post: Post, request: AnyRequest) -> PostRequested:
    """Make the event of a new post; it says nothing of the addresses, which may be secret."""
    video = request if isinstance(request, UploadRequest) else None
    photos = request if isinstance(request, PhotosRequest) else None
    return PostRequested(
        **post.identity(),
        mode=request.mode,
        source=request.source,
        media=request.media,
        title=request.title,
        description=photos.description if photos else "",
        privacy_level=request.privacy_level,
        video_size=video.video_size if video else None,
        photo_count=photos.photo_count if photos else None,
        is_aigc=request.is_aigc,
        consent=request.consent.of_event() if request.consent else None,
    )
