"""HEAD tells the offset, PATCH carries bytes, DELETE ends the upload; POST stands in for them."""

from collections.abc import Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from aiohttp import web
from aiohttp.client_exceptions import ClientPayloadError

from common.endpoints import Anyone, Endpoint, Header, SessionHandler, SignedIn
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
from common.tus.incoming import IncomingBytes
from common.tus.room import Room
from common.tus.sink import Sink, Upload, is_whole

VERSION = "1.0.0"
UPLOAD_BYTES = "application/offset+octet-stream"
VERSION_HEADER = Header("Tus-Resumable", f"`{VERSION}`", required=True)
OFFSET_HEADER = Header("Upload-Offset", "Where the bytes begin: what HEAD told.", required=True)
OFFSET_IF_PATCH = Header("Upload-Offset", "With `PATCH`: where the bytes begin.")
LOOK_HEADER = Header(
    "X-Only-Looking", "`1` where nothing is sent from the answer on: it shows how far it has come."
)
METHOD_HEADER = Header("X-HTTP-Method-Override", "`PATCH`, `HEAD` or `DELETE`.", required=True)
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

    `largest` is the size of the largest file in bytes. `incoming` keeps pieces that are coming,
    and `memory` is room for those that are on their way to the sink.
    """

    address: str
    sink: Sink[Any]
    largest: int
    incoming: IncomingBytes
    memory: Room


@dataclass(frozen=True, slots=True)
class Sent:
    """Which upload the bytes of a PATCH belong to, whose it is, and where the bytes begin."""

    identity: UUID
    user_id: UUID
    offset: int


SERVER = web.AppKey("tus", TusServer)


def add_tus(app: web.Application, server: TusServer) -> None:
    """Let the operations of `endpoints` reach the server, and put its headers on every answer."""
    app[SERVER] = server
    app.on_response_prepare.append(_speak_tus)
    app.on_cleanup.append(_give_up_parts)


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
            headers=(VERSION_HEADER, LOOK_HEADER),
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
        Endpoint(
            "POST",
            address,
            SignedIn(override_method),
            {200: None, 204: None},
            headers=(METHOD_HEADER, VERSION_HEADER, OFFSET_IF_PATCH),
            refusals=(*PATCH_REFUSALS, UploadFinished, *refusals),
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
    """Tell where to go on: after the last byte that is stored, or kept here.

    A client that only looks is not counted among those that were told a part in vain.
    """
    _check_version(request)
    server, identity = request.app[SERVER], _identity(request)
    upload: Upload = await server.sink.find(identity, UUID(session.user_id))
    only_looks = request.headers.get(LOOK_HEADER.name) == "1"
    tell = server.incoming.offset if only_looks else server.incoming.tell
    where = _where(tell(identity, upload))
    return web.Response(headers=where | {"Upload-Length": str(upload.length)})


async def patch_upload(request: web.Request, session: Session) -> web.Response:
    """Store the bytes, piece by piece; what is less than a piece at the end is kept for a while."""
    _check_version(request)
    server, user_id = request.app[SERVER], UUID(session.user_id)
    sent = Sent(_identity(request), user_id, _offset(request, server.largest))
    upload: Upload = await server.sink.find(sent.identity, user_id)
    # Before it is taken over: a stray PATCH must not stop a good one.
    _check_offset(server, sent, upload)
    _check_length(upload, sent.offset, request)
    offset = upload.offset if is_whole(upload) else await _receive(request, upload, sent)
    return web.Response(status=204, headers=_where(offset))


async def terminate_upload(request: web.Request, session: Session) -> web.Response:
    """End the upload: its bytes are given up, and its address answers 410 from now on."""
    _check_version(request)
    server, identity = request.app[SERVER], _identity(request)
    await server.sink.terminate(identity, UUID(session.user_id))
    server.incoming.end(identity)
    return web.Response(status=204)


async def override_method(request: web.Request, session: Session) -> web.StreamResponse:
    """Do what the header `X-HTTP-Method-Override` says, for clients that can send only POST."""
    meant = OVERRIDABLE.get(request.headers.get(METHOD_HEADER.name, ""))
    if meant is None:
        raise web.HTTPMethodNotAllowed(request.method, ("OPTIONS", *OVERRIDABLE))
    return await meant(request, session)


OVERRIDABLE: Mapping[str, SessionHandler] = MappingProxyType(
    {"HEAD": head_upload, "PATCH": patch_upload, "DELETE": terminate_upload}
)


async def _receive(request: web.Request, found: Upload, sent: Sent) -> int:
    """Take the upload over, and store piece after piece for as long as the client sends.

    Gives the offset after the last byte that came.
    """
    server = request.app[SERVER]
    try:
        async with server.sink.writing(found) as writing:
            upload: Upload = writing.upload
            _check_offset(server, sent, upload)
            with server.incoming.connected(sent.identity, upload, sent.offset) as connection:
                pieces = connection.pieces(request.content, upload, sent.user_id)
                async with aclosing(pieces):
                    async for piece in pieces:
                        async with server.memory.taken(sent.user_id, piece.spool.size):
                            await writing.write(await piece.spool.piece())
                upload = writing.upload
                return upload.offset + connection.size_of(upload)
    except (ClientPayloadError, ConnectionResetError) as error:
        raise UploadInterrupted(f"The connection of upload {sent.identity} has ended.") from error


async def _give_up_parts(app: web.Application) -> None:
    app[SERVER].incoming.close()


async def _speak_tus(request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers of tus on every answer of the address, refusals too."""
    resource = request.match_info.route.resource
    if resource is None or resource.canonical != request.app[SERVER].address:
        return
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    if response.status == UnknownTusVersion.status:
        response.headers["Tus-Version"] = VERSION


def _check_version(request: web.Request) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise UnknownTusVersion(f"Send `Tus-Resumable: {VERSION}`.")


def _check_offset(server: TusServer, sent: Sent, upload: Upload) -> None:
    """Let a PATCH begin behind what is here, or where the piece begins: HEAD may have said either.

    Another process, which does not have the part, tells where the piece begins.
    """
    here = server.incoming.offset(sent.identity, upload)
    if sent.offset not in {here, upload.offset}:
        raise OffsetMismatch(f"The upload stands at {here}, not at {sent.offset}.")


def _check_length(upload: Upload, offset: int, request: web.Request) -> None:
    rest = upload.length - offset
    if (request.content_length or 0) > rest:
        raise UploadTooLong(f"The file has {rest} more bytes, not {request.content_length}.")


def _where(offset: int) -> dict[str, str]:
    return {"Upload-Offset": str(offset)}


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
