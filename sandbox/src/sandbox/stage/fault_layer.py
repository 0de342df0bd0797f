"""Carries out the planned faults."""

import asyncio
from contextlib import suppress
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from sandbox.stage.faults import Fault, FaultRules, Faults
from sandbox.stage.journal import NOTE

HTML_PAGE = "<!DOCTYPE html><html><body><h1>Service temporarily unavailable</h1></body></html>"


def misbehaving(faults: Faults, rules: FaultRules) -> Middleware:
    """The layer inside the journal, around the platform's own answers."""

    @web.middleware
    async def misbehave(request: web.Request, handler: Handler) -> web.StreamResponse:
        fault = await faults.take(request, rules)
        if fault is None:
            return await handler(request)
        request[NOTE].fault = fault.kind
        await asyncio.sleep(fault.delay_seconds)
        return await _perform(fault, rules, request, handler)

    return misbehave


async def _perform(
    fault: Fault, rules: FaultRules, request: web.Request, handler: Handler
) -> web.StreamResponse:
    """Answer as the fault says; the request has its effect only where the handler is called."""
    match fault.kind:
        case "delay":
            return await handler(request)
        case "reset_before":
            return _cut(request, fault.kind)
        case "reset_mid":
            with suppress(asyncio.IncompleteReadError):
                await request.content.readexactly(fault.after_bytes)
            return _cut(request, fault.kind)
        case "truncated":
            return await _truncate(request, await handler(request))
        case "reset_after" | "store_then_502" | "error_after":
            await handler(request)
            return _hide_success(fault, rules, request)
        case "html":
            return _answer(request, "html", _page(fault.status))
        case "error_200":
            return _answer(request, fault.code, rules.refuse(fault, request.path))
        case "status":
            return _answer(request, str(fault.status), _failed(fault, rules, request.path))


def _hide_success(fault: Fault, rules: FaultRules, request: web.Request) -> web.Response:
    """The request has had its effect, but the client does not learn it."""
    if fault.kind == "reset_after":
        return _cut(request, fault.kind)
    if fault.kind == "store_then_502":
        return _answer(request, "502", _page(HTTPStatus.BAD_GATEWAY))
    return _answer(request, fault.code, rules.refuse(fault, request.path))


def _cut(request: web.Request, kind: str) -> web.Response:
    """Drop the connection; nobody receives the answer."""
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


def _answer(request: web.Request, outcome: str, response: web.Response) -> web.Response:
    request[NOTE].status, request[NOTE].outcome = response.status, outcome
    return response


def _page(status: int) -> web.Response:
    return web.Response(status=status, text=HTML_PAGE, content_type="text/html")


def _failed(fault: Fault, rules: FaultRules, path: str) -> web.Response:
    answer = _given(fault) if fault.body else rules.refuse(fault, path)
    if fault.retry_after is not None:
        answer.headers["Retry-After"] = fault.retry_after
    return answer


def _given(fault: Fault) -> web.Response:
    return web.Response(status=fault.status, text=fault.body, content_type="application/json")
