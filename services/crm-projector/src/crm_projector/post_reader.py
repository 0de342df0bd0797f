"""Posts and their numbers as the API reads them."""

from uuid import UUID

from common.errors import NotFound
from crm_projector import post_statements as statements
from crm_projector.cursors import decoded, page
from crm_projector.filtering import contains, filtered
from crm_projector.post_views import (
    DailyInsights,
    Day,
    ForeignVideo,
    ForeignVideos,
    Insight,
    Insights,
    Post,
    PostDetail,
    Posts,
    PublicId,
)
from crm_projector.queries import (
    DailyQuery,
    ForeignVideosQuery,
    InsightsQuery,
    PostPosition,
    PostsQuery,
    SamplePosition,
    VideoPosition,
)
from crm_projector.reader import Reader
from crm_projector.views import TimelineEvent


class PostReader(Reader):
    """Reads for one user."""

    async def posts(self, query: PostsQuery) -> Posts:
        """Give the user's posts; raises `NotFound` where the account is not the user's."""
        await self.require_account(query.account_id)
        behind = decoded(query.cursor, PostPosition)
        asked = {
            **query.model_dump(),
            "is_pending": query.pending or None,
            "is_settled": query.pending is False or None,
            "text": contains(query.text),
            "at": behind and behind.at,
            "behind": behind and behind.post_id,
            "limit": query.limit + 1,
        }
        statement = filtered(statements.POSTS, statements.POST_CONDITIONS, asked)
        posts, cursor = page(await self.rows(Post, statement, asked), query.limit, _post_position)
        return Posts(posts=posts, next_cursor=cursor)

    async def post(self, post_id: UUID) -> PostDetail:
        """Give one post; raises `NotFound` where there is none, or it is another user's."""
        asked: dict[str, object] = {"post_id": post_id, "limit": 1}
        statement = filtered(statements.POSTS, statements.POST_CONDITIONS, asked)
        found = await self.rows(Post, statement, asked)
        if not found:
            raise NotFound("No such post.")
        public_ids = await self.rows(PublicId, statements.PUBLIC_IDS, asked)
        steps = await self.rows(TimelineEvent, statements.STEPS, asked)
        return PostDetail(**found[0].model_dump(), public_ids=public_ids, steps=steps)

    async def insights(self, query: InsightsQuery) -> Insights:
        """Give samples; raises `NotFound` where the account is not the user's."""
        await self.require_account(query.account_id)
        behind = decoded(query.cursor, SamplePosition)
        asked = {
            **query.model_dump(),
            "at": behind and behind.at,
            "behind": behind and behind.post_id,
            "behind_platform_post_id": behind and behind.platform_post_id,
            "limit": query.limit + 1,
        }
        statement = filtered(statements.INSIGHTS, statements.INSIGHT_CONDITIONS, asked)
        found = await self.rows(Insight, statement, asked)
        insights, cursor = page(found, query.limit, _sample_position)
        return Insights(insights=insights, next_cursor=cursor)

    async def daily_insights(self, query: DailyQuery) -> DailyInsights:
        """Give totals by day; raises `NotFound` where the account is not the user's."""
        await self.require_account(query.account_id)
        asked = query.model_dump()
        statement = filtered(statements.DAILY, statements.INSIGHT_CONDITIONS, asked)
        return DailyInsights(days=await self.rows(Day, statement, asked))

    async def foreign_videos(self, query: ForeignVideosQuery) -> ForeignVideos:
        """Give the videos; raises `NotFound` where the account is not the user's."""
        await self.require_account(query.account_id)
        behind = decoded(query.cursor, VideoPosition)
        asked = {
            "account_id": query.account_id,
            "at": behind and behind.at,
            "platform_post_id": behind and behind.platform_post_id,
            "behind": behind and behind.account_id,
            "limit": query.limit + 1,
        }
        conditions = statements.FOREIGN_VIDEO_CONDITIONS
        statement = filtered(statements.FOREIGN_VIDEOS, conditions, asked)
        found = await self.rows(ForeignVideo, statement, asked)
        videos, cursor = page(found, query.limit, _video_position)
        return ForeignVideos(videos=videos, next_cursor=cursor)


def _post_position(post: Post) -> PostPosition:
    return PostPosition(at=post.requested_at or post.updated_at, post_id=post.post_id)


def _sample_position(one: Insight) -> SamplePosition:
    return SamplePosition(
        at=one.observed_at, post_id=one.post_id, platform_post_id=one.platform_post_id
    )


def _video_position(video: ForeignVideo) -> VideoPosition:
    return VideoPosition(
        at=video.create_time,
        platform_post_id=video.platform_post_id,
        account_id=video.account_id,
    )
