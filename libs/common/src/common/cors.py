"""CORS by an allow-list: a foreign page may read answers only if its origin is named here.

Cookies never cross: a foreign frontend authenticates with a Bearer token.
https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from collections.abc import Awaitable, Callable, Collection

from aiohttp import web
from aiohttp.typedefs import Middleware

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PREFLIGHT_SECONDS = "600"
ASKED = "Access-Control-Request-Method"
REQUEST_HEADERS = (
    "Authorization, Content-Type, Idempotency-Key, Tus-Resumable, Upload-Length, Upload-Offset,"
    " X-Only-Looking, traceparent"
)
SHOWN_HEADERS = (
    "Location, Retry-After, Tus-Extension, Tus-Max-Size, Tus-Resumable, Tus-Version,"
    " Trace-Id, Upload-Length, Upload-Offset"
)


def cors(allowed: Collection[str]) -> Middleware:
    """Make the middleware, the outermost of an app: it answers preflights itself."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if origin is None or origin not in allowed:
            return await handler(request)
        if request.method == "OPTIONS" and ASKED in request.headers:
            return web.Response(status=204, headers=_shared(origin) | _preflight(request))
        response = await handler(request)
        if not response.prepared:
            response.headers.update(_shared(origin))
        return response

    return middleware


def _shared(origin: str) -> dict[str, str]:
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": SHOWN_HEADERS,
        "Vary": "Origin",
    }


def _preflight(request: web.Request) -> dict[str, str]:
    return {
        "Access-Control-Allow-Methods": request.headers[ASKED],
        "Access-Control-Allow-Headers": REQUEST_HEADERS,
        "Access-Control-Max-Age": PREFLIGHT_SECONDS,
    }
