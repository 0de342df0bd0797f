"""HEAD tells the offset, PATCH carries bytes, DELETE ends the upload."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aiohttp import web
from aiohttp.client_exceptions import ClientPayloadError

from common.endpoints import Anyone, Endpoint, Header, SignedIn
from common.errors import InvalidRequest, NotFound, ServiceError
from common.sessions import Session
from common.tus.errors import (
    NotUploadBytes,
    OffsetMismatch,
    UnknownTusVersion,
    UploadFinished,
    UploadGone,
    UploadInterrupted,
    UploadTooLong,
    UploadTooSlow,
    WriterReplaced,
)
from common.tus.room import Room
from common.tus.sink import Sink, Upload
from common.tus.spool import Spool

VERSION = "1.0.0"
UPLOAD_BYTES = "application/offset+octet-stream"
VERSION_HEADER = Header("Tus-Resumable", f"`{VERSION}`", required=True)
OFFSET_HEADER = Header("Upload-Offset", "Where the bytes begin: what HEAD told.", required=True)
PATCH_REFUSALS = (
    UnknownTusVersion,
    NotUploadBytes,
    OffsetMismatch,
    UploadTooLong,
    WriterReplaced,
    UploadGone,
    UploadTooSlow,
)


@dataclass(frozen=True, slots=True)
class TusServer:
    """What serves one address of uploads, such as `/api/uploads/{upload_id}`.

    `largest` is the size of the largest file in bytes. `disk` is room for pieces that are coming,
    `memory` for those that are on their way to the sink.
    """

    address: str
    sink: Sink[Any]
    largest: int
    disk: Room
    memory: Room


SERVER = web.AppKey("tus", TusServer)


def add_tus(app: web.Application, server: TusServer) -> None:
    """Let the operations of `endpoints` reach the server, and put its headers on every answer."""
    app[SERVER] = server
    app.on_response_prepare.append(_speak_tus)


def endpoints(address: str, refusals: Sequence[type[ServiceError]]) -> tuple[Endpoint, ...]:
    """Give the operations of an address, whose one variable part is the upload's id.

    `refusals` are the errors of the sink's own.
    """
    return (
        Endpoint("OPTIONS", address, Anyone(describe_upload), {204: None}),
        Endpoint(
            "HEAD",
            address,
            SignedIn(head_upload),
            {200: None},
            headers=(VERSION_HEADER,),
            refusals=(UnknownTusVersion, UploadGone, *refusals),
        ),
        Endpoint(
            "PATCH",
            address,
            SignedIn(patch_upload),
            {204: None},
            headers=(VERSION_HEADER, OFFSET_HEADER),
            refusals=(*PATCH_REFUSALS, *refusals),
        ),
        Endpoint(
            "DELETE",
            address,
            SignedIn(terminate_upload),
            {204: None},
            headers=(VERSION_HEADER,),
            refusals=(UnknownTusVersion, UploadFinished, *refusals),
        ),
    )


async def describe_upload(request: web.Request) -> web.Response:
    """Tell a client what of tus is spoken here."""
    offered = {
        "Tus-Version": VERSION,
        "Tus-Extension": "termination",
        "Tus-Max-Size": str(request.app[SERVER].largest),
    }
    return web.Response(status=204, headers=offered)


async def head_upload(request: web.Request, session: Session) -> web.Response:
    """Tell where to go on: after the last piece that is stored."""
    _check_version(request)
    upload = await request.app[SERVER].sink.find(_identity(request), UUID(session.user_id))
    return web.Response(headers=_where(upload) | {"Upload-Length": str(upload.length)})


async def patch_upload(request: web.Request, session: Session) -> web.Response:
    """Store the bytes, piece by piece; what is less than a piece at the end is forgotten."""
    _check_version(request)
    server, user_id = request.app[SERVER], UUID(session.user_id)
    offset = _offset(request, server.largest)
    upload: Upload = await server.sink.find(_identity(request), user_id)
    _check_offset(upload, offset)  # before it is taken over: a stray PATCH must not stop a good one
    _check_length(upload, request)
    if not _is_whole(upload):
        upload = await _receive(server, request, upload, user_id)
    return web.Response(status=204, headers=_where(upload))


async def terminate_upload(request: web.Request, session: Session) -> web.Response:
    """End the upload: its bytes are given up, and its address answers 410 from now on."""
    _check_version(request)
    await request.app[SERVER].sink.terminate(_identity(request), UUID(session.user_id))
    return web.Response(status=204)


async def _receive(server: TusServer, request: web.Request, found: Upload, user_id: UUID) -> Upload:
    """Take the upload over, and store piece after piece for as long as the client sends."""
    try:
        async with server.sink.writing(found) as writing:
            upload: Upload = writing.upload
            _check_offset(upload, found.offset)
            with Spool.open() as spool:
                while not _is_whole(upload):
                    size = upload.piece_size
                    async with server.disk.taken(user_id, size):
                        if await spool.fill(request.content, size) < size:
                            break
                        async with server.memory.taken(user_id, size):
                            await writing.write(await spool.piece())
                    upload = writing.upload
            return upload
    except (ClientPayloadError, ConnectionResetError) as error:
        identity = _identity(request)
        raise UploadInterrupted(f"The connection of upload {identity} has ended.") from error


async def _speak_tus(request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers of tus on every answer of the address, refusals too."""
    resource = request.match_info.route.resource
    if resource is None or resource.canonical != request.app[SERVER].address:
        return
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    if response.status == UnknownTusVersion.status:
        response.headers["Tus-Version"] = VERSION


def _is_whole(upload: Upload) -> bool:
    return upload.offset == upload.length


def _check_version(request: web.Request) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise UnknownTusVersion(f"Send `Tus-Resumable: {VERSION}`.")


def _check_offset(upload: Upload, offset: int) -> None:
    if offset != upload.offset:
        raise OffsetMismatch(f"The upload stands at {upload.offset}, not at {offset}.")


def _check_length(upload: Upload, request: web.Request) -> None:
    rest = upload.length - upload.offset
    if (request.content_length or 0) > rest:
        raise UploadTooLong(f"The file has {rest} more bytes, not {request.content_length}.")


def _where(upload: Upload) -> dict[str, str]:
    return {"Upload-Offset": str(upload.offset)}


def _identity(request: web.Request) -> UUID:
    (identity,) = request.match_info.values()
    with suppress(ValueError):
        return UUID(identity)
    raise NotFound("There is no such upload.")


def _offset(request: web.Request, largest: int) -> int:
    if request.content_type != UPLOAD_BYTES:
        raise NotUploadBytes(f"A PATCH carries {UPLOAD_BYTES}.")
    given = request.headers.get("Upload-Offset", "")
    if not (given.isascii() and given.isdigit() and len(given) <= len(str(largest))):
        raise InvalidRequest("Upload-Offset must be a number of bytes.")
    return int(given)
