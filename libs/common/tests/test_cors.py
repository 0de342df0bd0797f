"""Which foreign pages may read an answer."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from common.cors import cors
from common.web import edge

FRIEND = "https://app.example.com"
Client = TestClient[web.Request, web.Application]


async def here(_request: web.Request) -> web.Response:
    return web.Response(text="here")


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    app = web.Application(middlewares=[cors({FRIEND}), edge("test")])
    app.router.add_get("/here", here)
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_s33_a_listed_origin_may_read_answers_and_problems(client: Client) -> None:
    for path in ("/here", "/nowhere"):
        async with client.get(path, headers={"Origin": FRIEND}) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == FRIEND
            assert answer.headers["Vary"] == "Origin"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "https://app.example.com.evil.example",
        "http://app.example.com",
    ],
)
async def test_s33_another_origin_is_never_reflected(client: Client, origin: str) -> None:
    async with client.get("/here", headers={"Origin": origin}) as answer:
        assert not [name for name in answer.headers if name.startswith("Access-Control")]


async def test_s33_credentials_never_cross_and_no_star_is_sent(client: Client) -> None:
    async with client.get("/here", headers={"Origin": FRIEND}) as answer:
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "*" not in answer.headers["Access-Control-Allow-Origin"]


async def test_a_preflight_of_a_listed_origin_is_answered_without_the_handler(
    client: Client,
) -> None:
    asked = {"Origin": FRIEND, "Access-Control-Request-Method": "PATCH"}

    async with client.options("/here", headers=asked) as answer:
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Methods"] == "PATCH"
        assert "Upload-Offset" in answer.headers["Access-Control-Allow-Headers"]


async def test_a_preflight_of_another_origin_gets_nothing(client: Client) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}

    async with client.options("/here", headers=asked) as answer:
        assert answer.status == 405
        assert "Access-Control-Allow-Origin" not in answer.headers
