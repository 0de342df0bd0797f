"""The read API of accounts, posts, timelines, deliveries and samples."""

from aiohttp import web

from common.sessions import Session
from common.web import answer, read_query
from crm_projector.read.queries import (
    AllPostsQuery,
    DailyQuery,
    GainsQuery,
    InsightsQuery,
    TimelineQuery,
    WebhookEventsQuery,
)
from crm_projector.read.readers import Reader
from crm_projector.read.reading import PARTS, SAMPLE_TYPES, id_in_path, reading


async def list_accounts(request: web.Request, session: Session) -> web.Response:
    """Every account of the session's user."""
    async with reading(request, session, Reader) as reader:
        return answer(await reader.accounts())


async def list_all_posts(request: web.Request, session: Session) -> web.Response:
    """A page of the posts of all platforms, newest first, or by one of their numbers."""
    async with reading(request, session, Reader) as reader:
        query = read_query(request, AllPostsQuery)
        return answer(await reader.all_posts(query, request.app[PARTS]))


async def list_webhook_events(request: web.Request, session: Session) -> web.Response:
    """A page of deliveries with what they led to, received last, first."""
    async with reading(request, session, Reader) as reader:
        return answer(await reader.webhook_events(read_query(request, WebhookEventsQuery)))


async def show_timeline(request: web.Request, session: Session) -> web.Response:
    """A page of an account's events and of what led to them, in the order of the log."""
    async with reading(request, session, Reader) as reader:
        account_id = id_in_path(request, "account_id", "No such account.")
        query = read_query(request, TimelineQuery)
        return answer(await reader.timeline(account_id, query, request.app[SAMPLE_TYPES]))


async def list_insights(request: web.Request, session: Session) -> web.Response:
    """A page of samples of views, likes, comments and shares, newest first."""
    async with reading(request, session, Reader) as reader:
        query = read_query(request, InsightsQuery)
        return answer(await reader.insights(query, request.app[PARTS]))


async def list_daily_insights(request: web.Request, session: Session) -> web.Response:
    """Totals by day (UTC), newest first."""
    async with reading(request, session, Reader) as reader:
        query = read_query(request, DailyQuery)
        return answer(await reader.daily_insights(query, request.app[PARTS]))


async def list_gains(request: web.Request, session: Session) -> web.Response:
    """What each kind of posts gained by day (UTC), newest first."""
    async with reading(request, session, Reader) as reader:
        query = read_query(request, GainsQuery)
        return answer(await reader.gains(query, request.app[PARTS]))
