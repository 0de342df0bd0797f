"""Instagram's accounts, posts, media and comments as the API reads them."""

from uuid import UUID

from common.errors import NotFound
from crm_projector.read.filtering import contains, filtered
from crm_projector.read.instagram import statements
from crm_projector.read.instagram.queries import (
    AccountInsightsQuery,
    CommentPosition,
    CommentsQuery,
    DayPosition,
    InstagramPostsQuery,
    MediaQuery,
    MediumPosition,
    MentionPosition,
    MentionsQuery,
    PostPosition,
)
from crm_projector.read.instagram.views import (
    AccountDay,
    AccountInsights,
    Comment,
    Comments,
    InstagramAccount,
    InstagramAccounts,
    InstagramPost,
    InstagramPostDetail,
    InstagramPosts,
    InstagramWebhookTest,
    InstagramWebhookTests,
    Media,
    Medium,
    Mention,
    Mentions,
)
from crm_projector.read.listing import Listing
from crm_projector.read.readers import Reader
from crm_projector.read.statements import STEPS
from crm_projector.read.views import TimelineEvent

TESTS = 5
POSTS = Listing(
    statements.POSTS,
    statements.POST_CONDITIONS,
    InstagramPost,
    PostPosition,
    lambda row: PostPosition(at=row.created_at or row.updated_at, post_id=row.post_id),
)
MEDIA = Listing(
    statements.MEDIA,
    statements.MEDIA_CONDITIONS,
    Medium,
    MediumPosition,
    lambda row: MediumPosition(
        at=row.created_at or row.updated_at, media_id=row.media_id, account_id=row.account_id
    ),
)
MENTIONS = Listing(
    statements.MENTIONS,
    statements.MENTION_CONDITIONS,
    Mention,
    MentionPosition,
    lambda row: MentionPosition(
        at=row.noticed_at,
        media_id=row.media_id,
        comment_id=row.comment_id or "",
        account_id=row.account_id,
    ),
)
ACCOUNT_DAYS = Listing(
    statements.ACCOUNT_DAYS,
    statements.ACCOUNT_DAY_CONDITIONS,
    AccountDay,
    DayPosition,
    lambda row: DayPosition(day=row.day, account_id=row.account_id),
)
Split = dict[str, bool | None]


def comments_in(order: statements.Order) -> Listing[Comment]:
    """Give the listing of comments in this order."""
    return Listing(
        statements.comments(order),
        statements.comment_conditions(order),
        Comment,
        CommentPosition,
        lambda row: CommentPosition(
            at=row.created_at or row.noticed_at,
            comment_id=row.comment_id,
            account_id=row.account_id,
        ),
    )


def split(asked: bool | None, holds: str, fails: str) -> Split:
    """Name the condition that a yes-or-no question asks for, if it is asked."""
    return {holds: asked or None, fails: asked is False or None}


class InstagramReader(Reader):
    """Reads for one user; methods raise `NotFound` where an account named is not the user's."""

    async def instagram_accounts(self) -> InstagramAccounts:
        """Give how the user's accounts are reached."""
        return InstagramAccounts(
            accounts=await self.rows(InstagramAccount, statements.ACCOUNTS, {})
        )

    async def posts(self, query: InstagramPostsQuery) -> InstagramPosts:
        """Give the user's posts."""
        await self.require_account(query.account_id)
        values = {
            **split(query.pending, "is_pending", "is_settled"),
            "text": contains(query.text),
        }
        posts, cursor = await self.page(POSTS, query, values)
        return InstagramPosts(posts=posts, next_cursor=cursor)

    async def post(self, post_id: UUID) -> InstagramPostDetail:
        """Give one post; raises `NotFound` where there is none, or it is another user's."""
        asked: dict[str, object] = {"post_id": post_id, "limit": 1}
        statement = filtered(statements.POSTS, statements.POST_CONDITIONS, asked)
        found = await self.rows(InstagramPost, statement, asked)
        if not found:
            raise NotFound("No such post.")
        steps = await self.rows(TimelineEvent, STEPS, asked)
        return InstagramPostDetail(**found[0].model_dump(), steps=steps)

    async def media(self, query: MediaQuery) -> Media:
        """Give the media of the user's accounts, whoever posted them."""
        await self.require_account(query.account_id)
        values = {
            **split(query.ours, "is_ours", "is_foreign"),
            **split(query.gone, "is_gone", "is_listed"),
            "text": contains(query.text),
        }
        media, cursor = await self.page(MEDIA, query, values)
        return Media(media=media, next_cursor=cursor)

    async def comments(self, query: CommentsQuery) -> Comments:
        """Give the comments below the user's media, with our answers."""
        await self.require_account(query.account_id)
        values = {
            **split(query.unanswered, "is_unanswered", "is_answered"),
            **split(query.hidden, "is_hidden", "is_shown"),
            **split(query.deleted, "is_deleted", "is_standing"),
            "text": contains(query.text),
        }
        comments, cursor = await self.page(comments_in(query.order), query, values)
        return Comments(comments=comments, next_cursor=cursor)

    async def mentions(self, query: MentionsQuery) -> Mentions:
        """Give where others mentioned the user's accounts."""
        await self.require_account(query.account_id)
        mentions, cursor = await self.page(MENTIONS, query)
        return Mentions(mentions=mentions, next_cursor=cursor)

    async def account_insights(self, query: AccountInsightsQuery) -> AccountInsights:
        """Give the accounts' numbers by day."""
        await self.require_account(query.account_id)
        days, cursor = await self.page(ACCOUNT_DAYS, query)
        return AccountInsights(days=days, next_cursor=cursor)

    async def webhook_tests(self) -> InstagramWebhookTests:
        """Give the newest tests of the webhook address."""
        asked = {"limit": TESTS}
        found = await self.rows(InstagramWebhookTest, statements.WEBHOOK_TESTS, asked)
        return InstagramWebhookTests(webhook_tests=found)
