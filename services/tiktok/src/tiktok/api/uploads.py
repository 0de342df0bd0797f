"""tus 1.0 over TikTok's chunks: HEAD tells the offset, PATCH carries bytes, DELETE ends it all.

https://tus.io/protocols/resumable-upload (core and termination; creation is our own)
"""

import asyncio
from contextlib import suppress
from io import BytesIO
from uuid import UUID

from aiohttp import web
from aiohttp.client_exceptions import ClientPayloadError

from common.endpoints import Anyone, Endpoint, Header, SignedIn
from common.errors import InvalidRequest, NotFound, RateLimited
from common.logs import get_logger
from common.sessions import Session
from platforms.tiktok.upload import MAX_VIDEO_SIZE
from tiktok.errors import (
    NotUploadBytes,
    OffsetMismatch,
    TikTokUnavailable,
    UnknownTusVersion,
    UploadFinished,
    UploadGone,
    UploadInterrupted,
    UploadTooLong,
    UploadTooSlow,
    WriterReplaced,
)
from tiktok.uploads.sessions import UploadSession
from tiktok.uploads.transfer import ByteBudget, Transfer, Writer

log = get_logger(__name__)
TRANSFER = web.AppKey("transfer", Transfer)
BUDGET = web.AppKey("budget", ByteBudget)
ADDRESS = "/api/tiktok/uploads/{post_id}"
TUS_VERSION = "1.0.0"
OFFERED = {
    "Tus-Version": TUS_VERSION,
    "Tus-Extension": "termination",
    "Tus-Max-Size": str(MAX_VIDEO_SIZE),
}
UPLOAD_BYTES = "application/offset+octet-stream"
PIECE = 256 * 1024
GRACE_SECONDS = 60.0
SLOWEST = 50_000  # bytes a second
LONGEST_OFFSET = len(str(MAX_VIDEO_SIZE))


async def describe_upload(_request: web.Request) -> web.Response:
    """Tell a client what of tus is spoken here."""
    return web.Response(status=204, headers=OFFERED)


async def head_upload(request: web.Request, session: Session) -> web.Response:
    """Tell where to go on: after the last chunk that TikTok confirmed."""
    _check_version(request)
    upload = await request.app[TRANSFER].session(_post_id(request), UUID(session.user_id))
    return web.Response(headers=_where(upload) | {"Upload-Length": str(upload.video_size)})


async def patch_upload(request: web.Request, session: Session) -> web.Response:
    """Stream the bytes on, chunk by chunk; what is less than a chunk at the end is forgotten."""
    _check_version(request)
    offset, user_id = _offset(request), UUID(session.user_id)
    transfer = request.app[TRANSFER]
    upload = await transfer.session(_post_id(request), user_id)
    _check_offset(upload, offset)  # before the claim: a stray PATCH must not stop a good one
    _check_length(upload, request)
    if not upload.is_complete:
        writer = await transfer.writer(upload, user_id)
        upload = await _stream(request, upload, writer)
    return web.Response(status=204, headers=_where(upload))


async def terminate_upload(request: web.Request, session: Session) -> web.Response:
    """End the upload: nothing is posted, and its address answers 410 from now on."""
    _check_version(request)
    await request.app[TRANSFER].terminate(_post_id(request), UUID(session.user_id))
    return web.Response(status=204)


async def speak_tus(request: web.Request, response: web.StreamResponse) -> None:
    """Put on every answer of an upload's address, refusals too, what tus wants there."""
    resource = request.match_info.route.resource
    if resource is None or resource.canonical != ADDRESS:
        return
    response.headers["Tus-Resumable"] = TUS_VERSION
    response.headers["Cache-Control"] = "no-store"
    if response.status == UnknownTusVersion.status:
        response.headers["Tus-Version"] = TUS_VERSION


async def _stream(request: web.Request, session: UploadSession, writer: Writer) -> UploadSession:
    """Take the upload over, and send chunk after chunk for as long as the browser does."""
    transfer, offset = request.app[TRANSFER], session.offset
    try:
        async with transfer.held(writer):
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
                    body = b""
                    await request.app[BUDGET].give_back(size)
    except (ClientPayloadError, ConnectionResetError) as error:
        log.info("upload interrupted", post_id=session.post_id, chunk=session.confirmed_chunks)
        raise UploadInterrupted("The connection ended within a chunk.") from error
    return session


async def _read_chunk(request: web.Request, size: int) -> bytes:
    """Read one whole chunk, or what there is before the request ends; memory is held meanwhile."""
    # Its room is taken at once: bytes that grow are moved, and held twice while they move.
    chunk, patience = BytesIO(bytes(size)), GRACE_SECONDS + size / SLOWEST
    try:
        async with asyncio.timeout(patience):
            while (missing := size - chunk.tell()) > 0:
                piece = await request.content.read(min(PIECE, missing))
                if not piece:
                    break
                chunk.write(piece)
    except TimeoutError as error:
        raise UploadTooSlow(f"A chunk may take {patience:.0f} s; go on from HEAD.") from error
    chunk.truncate()
    return chunk.getvalue()  # BytesIO's own bytes, not a copy of them


def _check_version(request: web.Request) -> None:
    if request.headers.get("Tus-Resumable") != TUS_VERSION:
        raise UnknownTusVersion(f"Send `Tus-Resumable: {TUS_VERSION}`.")


def _check_offset(session: UploadSession, offset: int) -> None:
    if offset != session.offset:
        raise OffsetMismatch(f"The upload stands at {session.offset}, not at {offset}.")


def _check_length(session: UploadSession, request: web.Request) -> None:
    rest = session.video_size - session.offset
    if (request.content_length or 0) > rest:
        raise UploadTooLong(f"The video has {rest} more bytes, not {request.content_length}.")


def _where(session: UploadSession) -> dict[str, str]:
    return {"Upload-Offset": str(session.offset)}


def _post_id(request: web.Request) -> UUID:
    with suppress(ValueError):
        return UUID(request.match_info["post_id"])
    raise NotFound("There is no such upload.")


def _offset(request: web.Request) -> int:
    if request.content_type != UPLOAD_BYTES:
        raise NotUploadBytes(f"A PATCH carries {UPLOAD_BYTES}.")
    given = request.headers.get("Upload-Offset", "")
    if not (given.isascii() and given.isdigit() and len(given) <= LONGEST_OFFSET):
        raise InvalidRequest("Upload-Offset must be a number of bytes.")
    return int(given)


VERSION = Header("Tus-Resumable", f"`{TUS_VERSION}`", required=True)
OFFSET = Header("Upload-Offset", "Where the bytes begin: what HEAD told.", required=True)
ENDPOINTS = (
    Endpoint("OPTIONS", ADDRESS, Anyone(describe_upload), {204: None}),
    Endpoint(
        "HEAD",
        ADDRESS,
        SignedIn(head_upload),
        {200: None},
        headers=(VERSION,),
        refusals=(UnknownTusVersion, UploadGone, RateLimited, TikTokUnavailable),
    ),
    Endpoint(
        "PATCH",
        ADDRESS,
        SignedIn(patch_upload),
        {204: None},
        headers=(VERSION, OFFSET),
        refusals=(
            UnknownTusVersion,
            NotUploadBytes,
            OffsetMismatch,
            UploadTooLong,
            WriterReplaced,
            UploadGone,
            UploadTooSlow,
            RateLimited,
            TikTokUnavailable,
        ),
    ),
    Endpoint(
        "DELETE",
        ADDRESS,
        SignedIn(terminate_upload),
        {204: None},
        headers=(VERSION,),
        refusals=(UnknownTusVersion, UploadFinished, TikTokUnavailable),
    ),
)
