"""The read API of the inbox."""

from aiohttp import web

from common.sessions import Session
from common.web import answer, read_query
from crm_projector.read.instagram.inbox.queries import InboxQuery
from crm_projector.read.instagram.inbox.readers import InboxReader
from crm_projector.read.reading import reading


async def list_inbox(request: web.Request, session: Session) -> web.Response:
    """A page of comments and mentions: what waits for an answer first, each part newest first."""
    async with reading(request, session, InboxReader) as reader:
        return answer(await reader.inbox(read_query(request, InboxQuery)))


async def count_inbox(request: web.Request, session: Session) -> web.Response:
    """How many comments and mentions of all accounts wait for an answer."""
    async with reading(request, session, InboxReader) as reader:
        return answer(await reader.count())
