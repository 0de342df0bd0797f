"""HTTP at the edge: problem details, a span and a metric for every request, typed bodies."""

import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeVar

from aiohttp import web
from aiohttp.typedefs import Middleware
from opentelemetry.trace import Status, StatusCode
from prometheus_client import Counter, Histogram
from psycopg import OperationalError
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from common import metrics
from common.errors import InvalidRequest, ServiceError, Unavailable
from common.logs import get_logger
from common.tracing import serving, trace_id

log, plain_log = get_logger(__name__), logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
M = TypeVar("M", bound=BaseModel)
PROBLEM_JSON = "application/problem+json"


def problem(request: web.Request, error: ServiceError) -> web.Response:
    """Render an expected failure (RFC 9457), with the trace id for a person to quote."""
    body = {
        "type": f"/problems/{error.kind}",
        "title": error.kind.replace("-", " ").capitalize(),
        "status": int(error.status),
        "detail": str(error),
        "instance": request.path,
        "trace_id": trace_id(),
        **error.members,
    }
    response = web.json_response(body, status=error.status, content_type=PROBLEM_JSON)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
    return response


def http_problem(request: web.Request, error: web.HTTPException) -> web.Response:
    """Render aiohttp's own refusals (404, 405, 413) the same way."""
    body = {
        "type": "about:blank",
        "title": error.reason,
        "status": error.status,
        "detail": f"{request.method} {request.path}: {error.reason}",
        "instance": request.path,
        "trace_id": trace_id(),
    }
    response = web.json_response(body, status=error.status, content_type=PROBLEM_JSON)
    if "Allow" in error.headers:
        response.headers["Allow"] = error.headers["Allow"]
    return response


@lru_cache(maxsize=1_000)
def _counter(service: str, route: str, status: int) -> Counter:
    return metrics.HTTP_REQUESTS.labels(service, route, str(status))


@lru_cache(maxsize=1_000)
def _histogram(service: str, route: str) -> Histogram:
    return metrics.HTTP_SECONDS.labels(service, route)


def edge(service: str, *, trust_caller: bool = True, told: int = logging.INFO) -> Middleware:
    """Make the outermost middleware: span, metric, log line, and errors rendered once.

    `trust_caller` continues the caller's trace; an endpoint of strangers only links to it.
    `told` is the level of the line about a request that succeeded; of others it is `info`.
    """

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        resource = request.match_info.route.resource
        route = resource.canonical if resource is not None else "unknown"
        began = time.monotonic()
        with serving(request.method, route, request.headers, trust=trust_caller) as span:
            response = await _answer(request, handler)
            status = response.status
            span.set_attribute("http.response.status_code", status)
            if status >= 500:
                span.set_status(Status(StatusCode.ERROR))
            seconds = time.monotonic() - began
            _counter(service, route, status).inc()
            if not response.prepared:  # a stream has a life, and no time to answer
                response.headers["Trace-Id"] = trace_id() or ""
                _histogram(service, route).observe(seconds)
            level = told if status < 400 else logging.INFO
            # A call below the level takes ten times as long as asking.
            if level > logging.DEBUG or plain_log.isEnabledFor(level):
                log.log(
                    level,
                    "answered",
                    method=request.method,
                    route=route,
                    status=status,
                    seconds=round(seconds, 4),
                )
        if isinstance(response, web.HTTPException):
            raise response  # a redirect, which aiohttp wants raised
        return response

    return middleware


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ServiceError as error:
        log.info("refused", kind=error.kind, reason=str(error))
        return problem(request, error)
    except web.HTTPException as error:
        return error if error.status < 400 else http_problem(request, error)
    except OperationalError as error:  # the pool's PoolTimeout is one too
        log.warning("database unavailable", error=repr(error))
        return problem(request, Unavailable("The database does not answer; try again."))
    except Exception:
        log.exception("unexpected failure")
        return problem(request, ServiceError("Something failed on our side; quote the trace id."))


async def read_body(request: web.Request, model: type[M]) -> M:
    """Parse a JSON body into `model`; raises `InvalidRequest` naming each field at fault."""
    body = await request.read()
    with telling_faults():
        return model.model_validate_json(body)


def read_query(request: web.Request, model: type[M]) -> M:
    """Parse the query string into `model`; raises `InvalidRequest`."""
    with telling_faults():
        return model.model_validate(dict(request.query))


@contextmanager
def telling_faults() -> Iterator[None]:
    """Raise `InvalidRequest`, naming each field at fault, for what a model does not take."""
    try:
        yield
    except ValidationError as error:
        raise InvalidRequest(_sentence(error)) from error


def _sentence(error: ValidationError) -> str:
    items = error.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(map(_fault, items))


def _fault(item: ErrorDetails) -> str:
    """Name the field, and say what is wrong; a rule about the whole body has no field.

    pydantic puts `Value error, ` before the sentence of a rule of ours.
    """
    sentence = item["msg"].removeprefix("Value error, ")
    place = "".join(f"[{at}]" if isinstance(at, int) else f".{at}" for at in item["loc"])
    if not place and item["type"] == "value_error":
        return sentence
    return f"{place.removeprefix('.') or 'body'}: {sentence}"


def answer(model: BaseModel, status: int = 200) -> web.Response:
    """Answer with a model as JSON; personal data is never cached on the way."""
    return json_answer(model.model_dump_json().encode(), status)


def json_answer(body: bytes, status: int = 200) -> web.Response:
    """Answer with JSON that is written already; personal data is never cached on the way."""
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return web.Response(body=body, status=status, headers=headers)
