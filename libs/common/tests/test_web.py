"""The edge: every failure is a problem document, and an unexpected one tells nothing."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Self

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from psycopg_pool import PoolTimeout
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from common import metrics
from common.errors import (
    Conflict,
    Forbidden,
    InvalidRecord,
    InvalidRequest,
    NotFound,
    NotSignedIn,
    RateLimited,
    ServiceError,
    Unavailable,
)
from common.web import answer, edge, read_body, read_query

pytestmark = pytest.mark.usefixtures("spans")
Client = TestClient[web.Request, web.Application]
SECRET = "postgresql://auth:hunter2@db.internal/auth"


class Wanted(BaseModel):
    """A body, or a query."""

    model_config = ConfigDict(extra="forbid")

    name: str
    count: int = 1
    tags: list[str] = Field(default_factory=list, exclude=True)

    @field_validator("name")
    @classmethod
    def _check_name(cls, name: str) -> str:
        if name == "never":
            raise ValueError("is never taken")
        return name

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        if self.name == "few" and self.count > 3:
            raise ValueError("few takes no more than 3")
        return self


class Broken(Exception):
    """What nobody expected."""


async def echo(request: web.Request) -> web.Response:
    """Answer with the body as it was understood."""
    return answer(await read_body(request, Wanted), 201)


async def query(request: web.Request) -> web.Response:
    """Answer with the query as it was understood."""
    return answer(read_query(request, Wanted))


async def broken(_request: web.Request) -> web.Response:
    """Fail with a secret in the reason."""
    raise Broken(SECRET)


async def refused(request: web.Request) -> web.Response:
    """Fail as the query says."""
    raise FAILURES[request.match_info["kind"]]


async def without_database(_request: web.Request) -> web.Response:
    """Fail as the pool does while PostgreSQL is away."""
    raise PoolTimeout(SECRET)


async def stream(request: web.Request) -> web.StreamResponse:
    """Answer bit by bit."""
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b"1")
    return response


async def moved(_request: web.Request) -> web.Response:
    """Lead elsewhere."""
    raise web.HTTPSeeOther("/elsewhere")


FAILURES: dict[str, ServiceError] = {
    error.kind: error
    for error in (
        InvalidRequest("no"), NotSignedIn("no"), Forbidden("no"), NotFound("no"), Conflict("no"),
        RateLimited("no", 12.4), Unavailable("no"), InvalidRecord("no"),
    )
}  # fmt: skip


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A client of an app with an edge."""
    app = web.Application(middlewares=[edge("test")], client_max_size=1_000)
    app.add_routes(
        [
            web.post("/echo", echo),
            web.get("/query", query),
            web.get("/broken", broken),
            web.get("/without-database", without_database),
            web.get("/moved", moved),
            web.get("/stream", stream),
            web.get("/refused/{kind}", refused),
        ]
    )
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def problem(response: ClientResponse) -> dict[str, Any]:
    """Read a problem document, which every failure must be."""
    assert response.content_type == "application/problem+json"
    body: dict[str, Any] = await response.json()
    assert body.keys() == {"type", "title", "status", "detail", "instance", "trace_id"}
    assert body["status"] == response.status
    assert len(body["trace_id"]) == 32
    return body


@pytest.mark.parametrize("kind", sorted(FAILURES))
async def test_an_expected_failure_says_its_kind_status_and_reason(
    client: Client, kind: str
) -> None:
    response = await client.get(f"/refused/{kind}")

    body = await problem(response)
    assert response.status == FAILURES[kind].status
    assert (body["type"], body["detail"]) == (f"/problems/{kind}", "no")
    assert body["instance"] == f"/refused/{kind}"


async def test_a_failure_that_passes_says_when_to_come_back(client: Client) -> None:
    for kind, seconds in (("rate-limited", "12"), ("unavailable", "5")):
        response = await client.get(f"/refused/{kind}")
        assert response.headers["Retry-After"] == seconds


async def test_what_does_not_exist_and_what_is_not_allowed_are_problems(client: Client) -> None:
    missing, wrong_method = await client.get("/nowhere"), await client.put("/echo")

    assert (await problem(missing))["status"] == 404
    assert (await problem(wrong_method))["status"] == 405
    assert wrong_method.headers["Allow"] == "POST"


async def test_a_body_over_the_limit_is_a_problem(client: Client) -> None:
    response = await client.post("/echo", data=b'{"name": "' + b"x" * 1_000 + b'"}')

    assert (await problem(response))["status"] == 413


async def test_a_database_that_is_away_is_worth_another_try(client: Client) -> None:
    response = await client.get("/without-database")

    told = await problem(response)
    assert (told["status"], told["type"]) == (503, "/problems/unavailable")
    assert response.headers["Retry-After"] == "5"
    assert SECRET not in str(told)


async def test_s41_an_unexpected_failure_tells_nothing(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    response = await client.get("/broken")

    assert (await problem(response))["status"] == 500
    text = await response.text()
    assert not [word for word in ("Broken", "hunter2", "db.internal", ".py") if word in text]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "body"),
        (b"{", "body"),
        (b"\xff", "body"),
        (b"[1]", "body"),
        (b"[" * 900, "body"),
        (b'{"count": 1}', "name: Field required"),
        (b'{"name": "a", "count": "SECRET"}', "count"),
        (b'{"name": "a", "count": NaN}', "count"),
        (b'{"name": "\\ud800"}', "body"),
        (b'{"name": "a", "count": 1e400}', "count"),
        (b'{"name": "a", "unknown": 1}', "unknown"),
    ],
)
async def test_a_body_that_cannot_be_understood_names_the_field(
    client: Client, body: bytes, says: str
) -> None:
    response = await client.post("/echo", data=body)

    found = await problem(response)
    assert found["status"] == 422
    assert found["detail"].startswith(says)
    assert "SECRET" not in found["detail"]


async def test_the_sentence_of_a_rule_is_shown_as_it_was_written(client: Client) -> None:
    field = await client.post("/echo", json={"name": "never", "count": 1})
    whole = await client.post("/echo", json={"name": "few", "count": 9})

    assert (await problem(field))["detail"] == "name: is never taken"
    assert (await problem(whole))["detail"] == "few takes no more than 3"


async def test_a_field_in_a_list_is_named_with_its_place(client: Client) -> None:
    response = await client.post("/echo", json={"name": "a", "count": 1, "tags": ["ok", 7]})

    assert (await problem(response))["detail"].startswith("tags[1]: ")


async def test_a_model_is_answered_and_kept_by_no_cache(client: Client) -> None:
    response = await client.post("/echo", json={"name": "a", "count": 2})

    assert (response.status, await response.json()) == (201, {"name": "a", "count": 2})
    assert response.headers["Cache-Control"] == "no-store"


async def test_a_query_is_read_as_a_body_is(client: Client) -> None:
    good, bad = await client.get("/query?name=a&count=3"), await client.get("/query?count=x")

    assert await good.json() == {"name": "a", "count": 3}
    assert (await problem(bad))["detail"].startswith("name: Field required; count: ")


async def test_a_raised_redirect_is_answered_and_counted(
    client: Client, spans: InMemorySpanExporter
) -> None:
    response = await client.get("/moved", allow_redirects=False)

    assert (response.status, response.headers["Location"]) == (303, "/elsewhere")
    assert requests("/moved", 303) > 0
    [span] = [span for span in spans.get_finished_spans() if span.name == "GET /moved"]
    assert span.attributes is not None
    assert span.attributes["http.response.status_code"] == 303
    assert not span.events


async def test_a_stream_is_counted_and_its_life_is_no_time_to_answer(client: Client) -> None:
    counted, timed = requests("/stream", 200), metrics.HTTP_SECONDS.labels("test", "/stream")

    await (await client.get("/stream")).read()

    assert requests("/stream", 200) == counted + 1
    assert timed._sum.get() == 0


def requests(route: str, status: int) -> float:
    """Read the metric."""
    return float(metrics.HTTP_REQUESTS.labels("test", route, str(status))._value.get())


async def test_requests_are_counted_by_route_and_strangers_paths_make_no_series(
    client: Client,
) -> None:
    before = requests("/refused/{kind}", 404), requests("unknown", 404)
    await client.get("/refused/not-found")
    for path in ("/a", "/b"):
        await client.get(path)

    assert requests("/refused/{kind}", 404) == before[0] + 1
    assert requests("unknown", 404) == before[1] + 2


async def test_hostile_bytes_in_a_path_or_header_get_an_answer(client: Client) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(b"GET /%ff%00%1b[31m HTTP/1.1\r\nHost: h\r\ntraceparent: \xff\r\n\r\n")

    answered = await reader.readuntil(b"\r\n\r\n")

    writer.close()
    await writer.wait_closed()
    assert answered.startswith(b"HTTP/1.1 404")
    assert b"application/problem+json" in answered


async def test_every_answer_names_its_trace(client: Client) -> None:
    refused, answered = await client.get("/nowhere"), await client.post("/echo", json={"name": "x"})

    assert refused.headers["Trace-Id"] == (await problem(refused))["trace_id"]
    assert len(answered.headers["Trace-Id"]) == 32
