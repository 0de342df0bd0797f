"""The read API of Instagram."""

from aiohttp import web

from common.sessions import Session
from common.web import answer, read_query
from crm_projector.read.instagram.queries import (
    AccountInsightsQuery,
    CommentsQuery,
    InstagramPostsQuery,
    MediaQuery,
    MentionsQuery,
)
from crm_projector.read.instagram.readers import InstagramReader
from crm_projector.read.reading import id_in_path, reading


async def list_instagram_accounts(request: web.Request, session: Session) -> web.Response:
    """How each account is reached, how far it may be used, and whether webhooks are on."""
    async with reading(request, session, InstagramReader) as reader:
        return answer(await reader.instagram_accounts())


async def list_instagram_posts(request: web.Request, session: Session) -> web.Response:
    """A page of posts that were asked for here, newest first."""
    async with reading(request, session, InstagramReader) as reader:
        return answer(await reader.posts(read_query(request, InstagramPostsQuery)))


async def show_instagram_post(request: web.Request, session: Session) -> web.Response:
    """One post with every step it took."""
    async with reading(request, session, InstagramReader) as reader:
        return answer(await reader.post(id_in_path(request, "post_id", "No such post.")))


async def list_media(request: web.Request, session: Session) -> web.Response:
    """A page of the media of all accounts, whoever posted them, newest first."""
    async with reading(request, session, InstagramReader) as reader:
        return answer(await reader.media(read_query(request, MediaQuery)))


async def list_comments(request: web.Request, session: Session) -> web.Response:
    """A page of comments, each with our answers."""
    async with reading(request, session, InstagramReader) as reader:
        return answer(await reader.comments(read_query(request, CommentsQuery)))


async def list_mentions(request: web.Request, session: Session) -> web.Response:
    """A page of mentions, newest first."""
    async with reading(request, session, InstagramReader) as reader:
        return answer(await reader.mentions(read_query(request, MentionsQuery)))


async def list_account_insights(request: web.Request, session: Session) -> web.Response:
    """A page of the numbers of accounts by day (UTC), newest first."""
    async with reading(request, session, InstagramReader) as reader:
        return answer(await reader.account_insights(read_query(request, AccountInsightsQuery)))


async def list_instagram_webhook_tests(request: web.Request, session: Session) -> web.Response:
    """The newest tests that Meta's dashboard sent; they are about no account."""
    async with reading(request, session, InstagramReader) as reader:
        return answer(await reader.webhook_tests())
