"""A table of operations, served and described."""

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import BaseModel, ConfigDict

from common.endpoints import Anyone, Endpoint, Header, SignedIn, add_endpoints
from common.errors import NotFound
from common.openapi import openapi
from common.sessions import Session
from common.web import answer


class Wanted(BaseModel):
    """What is wanted."""

    model_config = ConfigDict(extra="forbid")

    name: str


class Page(BaseModel):
    """Which page."""

    cursor: str | None = None
    limit: int


class Given(BaseModel):
    """What is given."""

    name: str


async def make_thing(_request: web.Request, session: Session) -> web.StreamResponse:
    """Make a thing.

    More about it.
    """
    return answer(Given(name=session.user_id), 201)


async def list_things(_request: web.Request) -> web.StreamResponse:
    """Give the things."""
    return answer(Given(name="all"))


async def follow_things(_request: web.Request) -> web.StreamResponse:
    """Tell the news."""
    return web.Response(content_type="text/event-stream")


ENDPOINTS = (
    Endpoint(
        "POST",
        "/things/{thing_id}",
        SignedIn(make_thing),
        {201: Given},
        body=Wanted,
        headers=[Header("Idempotency-Key", "One request, one thing.")],
        refusals=[NotFound],
    ),
    Endpoint("GET", "/things", Anyone(list_things), {200: Given}, query=Page),
    Endpoint("GET", "/news", Anyone(follow_things), {200: None}, media_type="text/event-stream"),
)


@pytest.fixture
def document() -> dict[str, Any]:
    return openapi("Things", "Makes things.", ENDPOINTS)


def test_an_operation_is_told_by_its_handlers_first_line(document: dict[str, Any]) -> None:
    made = document["paths"]["/things/{thing_id}"]["post"]

    assert (made["operationId"], made["summary"]) == ("make_thing", "Make a thing.")


def test_parameters_come_from_path_query_and_headers(document: dict[str, Any]) -> None:
    def named(path: str, method: str) -> set[tuple[str, str, bool]]:
        parameters = document["paths"][path][method]["parameters"]
        return {(one["in"], one["name"], one.get("required", False)) for one in parameters}

    assert named("/things/{thing_id}", "post") == {
        ("path", "thing_id", True),
        ("header", "Idempotency-Key", False),
        ("header", "X-CSRF-Token", False),
    }
    assert named("/things", "get") == {("query", "cursor", False), ("query", "limit", True)}


def test_every_model_named_is_there(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]

    assert set(schemas) == {"Problem", "Wanted", "Given"}
    assert schemas["Wanted"]["additionalProperties"] is False


def test_an_answer_without_a_model_has_its_media_type(document: dict[str, Any]) -> None:
    answer = document["paths"]["/news"]["get"]["responses"]["200"]

    assert answer["content"] == {"text/event-stream": {"schema": {"type": "string"}}}


def test_a_refusal_is_a_problem(document: dict[str, Any]) -> None:
    refused = document["paths"]["/things/{thing_id}"]["post"]["responses"]["default"]

    assert refused["description"] == "Refused: `not-found` (404)."
    assert refused["content"]["application/problem+json"]["schema"]["$ref"].endswith("/Problem")


def test_who_may_use_an_operation_is_its_security(document: dict[str, Any]) -> None:
    paths = document["paths"]

    assert paths["/things"]["get"]["security"] == []
    assert paths["/things/{thing_id}"]["post"]["security"] == [{"cookie": []}, {"bearer": []}]


async def test_what_is_described_is_served_and_nothing_else() -> None:
    app = web.Application()
    add_endpoints(app, ENDPOINTS)

    async with TestClient(TestServer(app)) as client:
        async with client.get("/things") as answered:
            assert await answered.json() == {"name": "all"}
        async with client.head("/things") as answered:
            assert answered.status == 405
