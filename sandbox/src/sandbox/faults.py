"""Misbehaviour on demand: what networks and gateways do to a request."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Literal

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from pydantic import BaseModel, ConfigDict, Field, NonNegativeFloat, NonNegativeInt, PositiveInt

from sandbox.answers import envelope, flat_refusal
from sandbox.journal import NOTE, note

Kind = Literal[
    "delay",
    "reset_before",
    "reset_mid",
    "reset_after",
    "status",
    "html",
    "truncated",
    "error_200",
    "store_then_502",
]
# Tells the open_id of a request from it and its fields, where it can be told.
Whose = Callable[[web.Request, Mapping[str, str]], str | None]
HTML_PAGE = "<!DOCTYPE html><html><body><h1>Service temporarily unavailable</h1></body></html>"
UPLOAD_PATH = "/video/"
OAUTH_PREFIX = "/v2/oauth/"


class Fault(BaseModel):
    """One planned misbehaviour: passes `skip` matching requests, then hits the next `count`."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    endpoint: str = Field(description="path with its slash, or `upload`")
    kind: Kind
    count: PositiveInt = 1
    skip: NonNegativeInt = 0
    match: dict[str, str] = Field(
        {}, description="form or query fields the request must have; or `open_id`"
    )
    delay_seconds: NonNegativeFloat = 0
    status: int = Field(503, ge=200, le=599)
    body: str = ""
    code: str = "internal_error"
    retry_after: str | None = None
    after_bytes: NonNegativeInt = Field(1_000_000, description="reset_mid: read so much first")
    hits: NonNegativeInt = 0

    def is_for(self, path: str) -> bool:
        """Whether the fault lies on this path."""
        return path == (UPLOAD_PATH if self.endpoint == "upload" else self.endpoint)


class Faults:
    """The planned faults, each used up by its hits."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        """Add one behind those already planned."""
        self._planned.append(fault)

    def planned(self) -> list[Fault]:
        """What is still to come, or partly."""
        return list(self._planned)

    def clear(self) -> None:
        """Behave again."""
        self._planned.clear()

    async def take(self, request: web.Request, whose: Whose) -> Fault | None:
        """The first fault that hits this request; after the fields are read nothing waits."""
        on_path = any(fault.is_for(request.path) for fault in self._planned)
        fields = await _fields(request) if on_path else {}
        if open_id := whose(request, fields):
            fields["open_id"] = open_id
            note(request, open_id=open_id)
        for fault in self.planned():
            if not fault.is_for(request.path) or not fault.match.items() <= fields.items():
                continue
            if not fault.skip:
                return self._hit(fault)
            fault.skip -= 1
        return None

    def _hit(self, fault: Fault) -> Fault:
        fault.hits += 1
        if fault.hits >= fault.count:
            self._planned.remove(fault)
        return fault


async def _fields(request: web.Request) -> dict[str, str]:
    """Query and form; a body of another kind is left unread for the handler."""
    is_form = request.content_type == "application/x-www-form-urlencoded"
    form = await request.post() if is_form else {}
    return {name: str(value) for name, value in (*request.query.items(), *form.items())}


def misbehaving(faults: Faults, whose: Whose) -> Middleware:
    """The layer between the journal and the platform's own answers."""

    @web.middleware
    async def misbehave(request: web.Request, handler: Handler) -> web.StreamResponse:
        fault = await faults.take(request, whose)
        if fault is None:
            return await handler(request)
        request[NOTE].fault = fault.kind
        await asyncio.sleep(fault.delay_seconds)
        return await _perform(fault, request, handler)

    return misbehave


async def _perform(fault: Fault, request: web.Request, handler: Handler) -> web.StreamResponse:
    """What the client gets; the effect happens where the handler is called."""
    match fault.kind:
        case "delay":
            return await handler(request)
        case "reset_before":
            return _cut(request, fault.kind)
        case "reset_mid":
            with suppress(asyncio.IncompleteReadError):
                await request.content.readexactly(fault.after_bytes)
            return _cut(request, fault.kind)
        case "reset_after":
            await handler(request)
            return _cut(request, fault.kind)
        case "truncated":
            return await _truncate(request, await handler(request))
        case "store_then_502":
            await handler(request)
            return _seen(request, "502", _page(HTTPStatus.BAD_GATEWAY))
        case "html":
            return _seen(request, "html", _page(fault.status))
        case "error_200":
            return _seen(request, fault.code, _refused_with_200(fault, request.path))
        case "status":
            return _seen(request, str(fault.status), _plain(fault))


def _cut(request: web.Request, kind: str) -> web.Response:
    """Drop the connection; the answer goes nowhere."""
    request[NOTE].outcome = kind
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _truncate(request: web.Request, whole: web.StreamResponse) -> web.StreamResponse:
    """Promise the whole body and send half of it."""
    body = whole.body if isinstance(whole, web.Response) else None
    content = body if isinstance(body, bytes) else b""
    partial = web.StreamResponse(status=whole.status, headers=whole.headers)
    partial.content_length = max(len(content), 1)
    await partial.prepare(request)
    await partial.write(content[: len(content) // 2])
    request[NOTE].status, request[NOTE].outcome = whole.status, "truncated"
    if request.transport is not None:
        request.transport.close()
    return partial


def _seen(request: web.Request, outcome: str, response: web.Response) -> web.Response:
    request[NOTE].status, request[NOTE].outcome = response.status, outcome
    return response


def _page(status: int) -> web.Response:
    return web.Response(status=status, text=HTML_PAGE, content_type="text/html")


def _plain(fault: Fault) -> web.Response:
    headers = {"Retry-After": fault.retry_after} if fault.retry_after is not None else {}
    if fault.body:
        return web.Response(
            status=fault.status, text=fault.body, headers=headers, content_type="application/json"
        )
    answer = envelope(fault.status, {}, _code_of(fault), "")
    answer.headers.update(headers)
    return answer


def _code_of(fault: Fault) -> str:
    if fault.status == HTTPStatus.TOO_MANY_REQUESTS:
        return "rate_limit_exceeded"
    return fault.code


def _refused_with_200(fault: Fault, path: str) -> web.Response:
    if path.startswith(OAUTH_PREFIX):
        return flat_refusal(HTTPStatus.OK, fault.code, "Refused on demand.")
    return envelope(HTTPStatus.OK, {}, fault.code, "Refused on demand.")
