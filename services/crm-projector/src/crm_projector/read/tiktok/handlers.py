"""The read API of TikTok posts."""

from aiohttp import web

from common.sessions import Session
from common.web import answer, read_query
from crm_projector.read.reading import id_in_path, reading
from crm_projector.read.tiktok.queries import ForeignVideosQuery, PostsQuery
from crm_projector.read.tiktok.readers import PostReader


async def list_posts(request: web.Request, session: Session) -> web.Response:
    """A page of posts with their newest numbers, newest first."""
    async with reading(request, session, PostReader) as reader:
        return answer(await reader.posts(read_query(request, PostsQuery)))


async def show_post(request: web.Request, session: Session) -> web.Response:
    """One post with its public ids and every step it took."""
    async with reading(request, session, PostReader) as reader:
        return answer(await reader.post(id_in_path(request, "post_id", "No such post.")))


async def list_foreign_videos(request: web.Request, session: Session) -> web.Response:
    """A page of public videos that Postlog has not posted, newest first."""
    async with reading(request, session, PostReader) as reader:
        return answer(await reader.foreign_videos(read_query(request, ForeignVideosQuery)))


async def list_webhook_tests(request: web.Request, session: Session) -> web.Response:
    """The newest tests that TikTok's developer pages sent; they are about no account."""
    async with reading(request, session, PostReader) as reader:
        return answer(await reader.webhook_tests())
