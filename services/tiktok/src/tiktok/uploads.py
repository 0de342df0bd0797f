"""tus 1.0 over TikTok's chunks: HEAD tells the offset, PATCH carries bytes.

https://tus.io/protocols/resumable-upload
"""

import asyncio
from contextlib import suppress
from uuid import UUID

from aiohttp import web
from aiohttp.client_exceptions import ClientPayloadError

from common.errors import InvalidRequest, NotFound
from common.logs import get_logger
from common.sessions import signed_in
from tiktok.errors import OffsetMismatch, UploadInterrupted, UploadTooSlow
from tiktok.transfer import ByteBudget, Transfer, Writer
from tiktok.upload_sessions import UploadSession

log = get_logger(__name__)
TRANSFER = web.AppKey("transfer", Transfer)
BUDGET = web.AppKey("budget", ByteBudget)
TUS = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}
PIECE = 256 * 1024
GRACE_SECONDS = 60.0
SLOWEST = 50_000  # bytes a second


async def describe_upload(_request: web.Request) -> web.Response:
    """Tell a client what of tus is spoken here."""
    return web.Response(status=204, headers=TUS | {"Tus-Version": "1.0.0"})


async def head_upload(request: web.Request) -> web.Response:
    """Tell where to go on: after the last chunk that TikTok confirmed."""
    user_id = UUID(signed_in(request).user_id)
    session = await request.app[TRANSFER].session(_post_id(request), user_id)
    return web.Response(headers=_where(session) | {"Upload-Length": str(session.video_size)})


async def patch_upload(request: web.Request) -> web.Response:
    """Stream the bytes on, chunk by chunk; what is less than a chunk at the end is forgotten."""
    user_id = UUID(signed_in(request).user_id)
    offset = _offset(request)
    transfer = request.app[TRANSFER]
    session = await transfer.session(_post_id(request), user_id)
    _check_offset(session, offset)  # before the claim: a stray PATCH must not stop a good one
    if not session.is_complete:
        writer = await transfer.writer(session, user_id)
        session = await _stream(request, session, writer)
    return web.Response(status=204, headers=_where(session))


async def _stream(request: web.Request, session: UploadSession, writer: Writer) -> UploadSession:
    """Take the upload over, and send chunk after chunk for as long as the browser does."""
    transfer, offset = request.app[TRANSFER], session.offset
    try:
        session = await transfer.take_over(writer)
        _check_offset(session, offset)
        while not session.is_complete:
            size = session.plan.chunk(session.confirmed_chunks).size
            await request.app[BUDGET].take(size)
            try:
                body = await _read_chunk(request, size)
                if len(body) < size:
                    break
                session = await transfer.send(session, writer, body)
            finally:
                await request.app[BUDGET].give_back(size)
    except (ClientPayloadError, ConnectionResetError) as error:
        log.info("upload interrupted", post_id=session.post_id, chunk=session.confirmed_chunks)
        raise UploadInterrupted("The connection ended within a chunk.") from error
    finally:
        await asyncio.shield(transfer.release(writer))
    return session


async def _read_chunk(request: web.Request, size: int) -> bytes:
    """Read one whole chunk, or what there is before the request ends; memory is held meanwhile."""
    chunk, patience = bytearray(), GRACE_SECONDS + size / SLOWEST
    try:
        async with asyncio.timeout(patience):
            while len(chunk) < size:
                piece = await request.content.read(min(PIECE, size - len(chunk)))
                if not piece:
                    break
                chunk += piece
    except TimeoutError as error:
        raise UploadTooSlow(f"A chunk may take {patience:.0f} s; go on from HEAD.") from error
    return bytes(chunk)


def _check_offset(session: UploadSession, offset: int) -> None:
    if offset != session.offset:
        raise OffsetMismatch(f"The upload stands at {session.offset}, not at {offset}.")


def _where(session: UploadSession) -> dict[str, str]:
    return TUS | {"Upload-Offset": str(session.offset)}


def _post_id(request: web.Request) -> UUID:
    with suppress(ValueError):
        return UUID(request.match_info["post_id"])
    raise NotFound("There is no such upload.")


def _offset(request: web.Request) -> int:
    if request.content_type != "application/offset+octet-stream":
        raise InvalidRequest("A PATCH carries application/offset+octet-stream.")
    given = request.headers.get("Upload-Offset", "")
    if not given.isascii() or not given.isdigit():
        raise InvalidRequest("Upload-Offset must be a number.")
    return int(given)
