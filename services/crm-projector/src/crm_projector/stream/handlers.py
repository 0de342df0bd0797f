"""The live stream of changes."""

import asyncio

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from common.sessions import GATE, Session
from common.web import read_query
from crm_projector.stream import server_sent
from crm_projector.stream.streams import Stream, Streams

STREAMS = web.AppKey[Streams]("streams")
LAST_EVENT_ID = "Last-Event-ID"
ALIVE_SECONDS = 10.0
# How long an ended session, or a page that is gone, may keep its stream.
TICK_SECONDS = 1.0
STALLED_SECONDS = 10.0
HEADERS = {
    "Content-Type": server_sent.MEDIA_TYPE,
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}


class StreamQuery(BaseModel):
    """Where to go on, for a stream that is opened again; the header comes before it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    last_event_id: str | None = None


async def stream_changes(request: web.Request, session: Session) -> web.StreamResponse:
    """Server-sent events that name the user's accounts as they change, until the session ends."""
    query = read_query(request, StreamQuery)
    after = request.headers.get(LAST_EVENT_ID) or query.last_event_id
    with request.app[STREAMS].opened(session.user_id, after) as stream:
        response = web.StreamResponse(headers=HEADERS)
        try:
            await response.prepare(request)
            await _follow(request, session, stream, response)
        except ConnectionError:
            pass  # the page is gone
        except TimeoutError:
            _abort(request)
    return response


async def _follow(
    request: web.Request, session: Session, stream: Stream, response: web.StreamResponse
) -> None:
    """Write the stream's changes until the session, the page's connection or the process ends."""
    gate, streams, clock = request.app[GATE], request.app[STREAMS], asyncio.get_running_loop().time
    text, written_at = server_sent.BEGIN, 0.0
    while not (stream.is_closed or gate.has_ended(session) or request.transport is None):
        text += server_sent.news(stream.take(streams.newest))
        if not text and clock() - written_at >= ALIVE_SECONDS:
            text = server_sent.alive(streams.newest)
        if text:
            async with asyncio.timeout(STALLED_SECONDS):
                await response.write(text)
            text, written_at = b"", clock()
        await stream.wait(TICK_SECONDS)


def _abort(request: web.Request) -> None:
    """Close a connection whose other side does not read."""
    if request.transport is not None:
        request.transport.abort()
