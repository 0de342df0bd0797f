"""Serves stored files to whoever has an address that Postlog has signed: to Meta, and to pages."""

from contextlib import aclosing
from datetime import UTC, datetime
from http import HTTPStatus

from aiohttp import web
from aiohttp.client_exceptions import ClientConnectionError
from pydantic import BaseModel, ConfigDict, Field

from common.errors import NotFound
from common.logs import get_logger
from common.web import read_query
from instagram.assets.addresses import Addresses
from instagram.assets.ranges import NotSatisfiable, span_of
from instagram.assets.store import (
    MediaStore,
    NotStored,
    Span,
    Stored,
    StoreUnavailable,
    content_type_of,
)

log = get_logger(__name__)
STORE = web.AppKey[MediaStore]("media_store")
ADDRESSES = web.AppKey("media_addresses", Addresses)


class Signed(BaseModel):
    """What makes an address good: until when, and our signature."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    expires: str = Field(pattern=r"^[0-9]{1,12}$")
    signature: str = Field(max_length=64)


async def show_media(request: web.Request) -> web.StreamResponse:
    """Give a file, or the part of it that `Range` asks for."""
    key, stored = await _found(request)
    headers = _headers(key, stored)
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    is_same = request.headers.get("If-Range", headers["ETag"]) == headers["ETag"]
    try:
        span = span_of(request.headers.get("Range") if is_same else None, stored.size)
    except NotSatisfiable:
        headers["Content-Range"] = f"bytes */{stored.size}"
        return web.Response(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    status = HTTPStatus.OK
    if span is not None:
        status = HTTPStatus.PARTIAL_CONTENT
        headers["Content-Range"] = f"bytes {span.first}-{span.last}/{stored.size}"
    return await _stream(request, key, span or Span(0, stored.size - 1), status, headers)


async def head_media(request: web.Request) -> web.Response:
    """Tell a file's size and type."""
    key, stored = await _found(request)
    return web.Response(headers=_headers(key, stored) | {"Content-Length": str(stored.size)})


async def _found(request: web.Request) -> tuple[str, Stored]:
    key = f"{request.match_info['asset_id']}/{request.match_info['name']}"
    signed = read_query(request, Signed)
    request.app[ADDRESSES].check(key, signed.expires, signed.signature, datetime.now(UTC))
    try:
        return key, await request.app[STORE].find(key)
    except NotStored as error:
        raise NotFound("The file is not kept any more.") from error


def _headers(key: str, stored: Stored) -> dict[str, str]:
    """Say what it is; a browser shall not guess, nor run anything that hides in it."""
    return {
        "Content-Type": content_type_of(key),
        "Content-Disposition": f'inline; filename="{key.rpartition("/")[2]}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=3600",
        "Accept-Ranges": "bytes",
        "ETag": f'"{stored.etag}"',
    }


async def _stream(
    request: web.Request, key: str, span: Span, status: HTTPStatus, headers: dict[str, str]
) -> web.StreamResponse:
    """Send block by block. Once the answer has begun, a failure can only end the connection."""
    response = web.StreamResponse(status=status, headers=headers)
    response.content_length = span.size
    async with aclosing(request.app[STORE].read(key, span)) as blocks:
        try:
            async for block in blocks:
                if not response.prepared:
                    await response.prepare(request)
                await response.write(block)
        except (ClientConnectionError, ConnectionResetError):
            log.info("media not fetched to its end", key=key)
            return response
        except NotStored as error:
            if not response.prepared:
                raise NotFound("The file is not kept any more.") from error
            return _broken_off(request, response)
        except StoreUnavailable:
            if not response.prepared:
                raise
            return _broken_off(request, response)
    await response.write_eof()
    return response


def _broken_off(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    log.warning("media broken off")
    if request.transport is not None:
        request.transport.abort()
    return response
