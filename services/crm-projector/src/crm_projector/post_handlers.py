"""The read API of posts and their numbers."""

from aiohttp import web

from common.sessions import Session
from common.web import answer, read_query
from crm_projector.post_reader import PostReader
from crm_projector.queries import DailyQuery, ForeignVideosQuery, InsightsQuery, PostsQuery
from crm_projector.reading import id_in_path, reading


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


async def list_insights(request: web.Request, session: Session) -> web.Response:
    """A page of samples of views, likes, comments and shares, newest first."""
    async with reading(request, session, PostReader) as reader:
        return answer(await reader.insights(read_query(request, InsightsQuery)))


async def list_daily_insights(request: web.Request, session: Session) -> web.Response:
    """Totals by day (UTC), newest first."""
    async with reading(request, session, PostReader) as reader:
        return answer(await reader.daily_insights(read_query(request, DailyQuery)))
