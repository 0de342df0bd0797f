"""TikTok posts as the API reads them."""

from uuid import UUID

from common.errors import NotFound
from crm_projector.read.filtering import contains, filtered
from crm_projector.read.listing import Listing
from crm_projector.read.readers import Reader
from crm_projector.read.statements import STEPS
from crm_projector.read.tiktok import statements
from crm_projector.read.tiktok.queries import (
    ForeignVideosQuery,
    PostPosition,
    PostsQuery,
    VideoPosition,
)
from crm_projector.read.tiktok.views import (
    ForeignVideo,
    ForeignVideos,
    Post,
    PostDetail,
    Posts,
    PublicId,
    WebhookTest,
    WebhookTests,
)
from crm_projector.read.views import TimelineEvent

TESTS = 5
POSTS = Listing(
    statements.POSTS,
    statements.POST_CONDITIONS,
    Post,
    PostPosition,
    lambda row: PostPosition(at=row.requested_at or row.updated_at, post_id=row.post_id),
)
FOREIGN_VIDEOS = Listing(
    statements.FOREIGN_VIDEOS,
    statements.FOREIGN_VIDEO_CONDITIONS,
    ForeignVideo,
    VideoPosition,
    lambda row: VideoPosition(
        at=row.create_time, platform_post_id=row.platform_post_id, account_id=row.account_id
    ),
)


class PostReader(Reader):
    """Reads for one user; methods raise `NotFound` where an account named is not the user's."""

    async def posts(self, query: PostsQuery) -> Posts:
        """Give the user's posts."""
        await self.require_account(query.account_id)
        values = {
            "is_pending": query.pending or None,
            "is_settled": query.pending is False or None,
            "text": contains(query.text),
        }
        posts, cursor = await self.page(POSTS, query, values)
        return Posts(posts=posts, next_cursor=cursor)

    async def post(self, post_id: UUID) -> PostDetail:
        """Give one post; raises `NotFound` where there is none, or it is another user's."""
        asked: dict[str, object] = {"post_id": post_id, "limit": 1}
        statement = filtered(statements.POSTS, statements.POST_CONDITIONS, asked)
        found = await self.rows(Post, statement, asked)
        if not found:
            raise NotFound("No such post.")
        public_ids = await self.rows(PublicId, statements.PUBLIC_IDS, asked)
        steps = await self.rows(TimelineEvent, STEPS, asked)
        return PostDetail(**found[0].model_dump(), public_ids=public_ids, steps=steps)

    async def foreign_videos(self, query: ForeignVideosQuery) -> ForeignVideos:
        """Give public videos that Postlog has not posted."""
        await self.require_account(query.account_id)
        videos, cursor = await self.page(FOREIGN_VIDEOS, query)
        return ForeignVideos(videos=videos, next_cursor=cursor)

    async def webhook_tests(self) -> WebhookTests:
        """Give the newest tests of the webhook address."""
        found = await self.rows(WebhookTest, statements.WEBHOOK_TESTS, {"limit": TESTS})
        return WebhookTests(webhook_tests=found)
