"""The endpoint byte by byte: methods, addresses, and requests that never end."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import BaseTestServer, TestServer

from common.publisher import Publisher
from webhook_ingest.app import create_app

from .conftest import Log, delivery, settings_of, signature

URL = "/api/webhooks/tiktok"


@pytest.fixture
async def server(publisher: Publisher) -> AsyncIterator[BaseTestServer]:
    async with TestServer(create_app(settings_of(body_timeout=0.3), publisher)) as started:
        yield started


async def exchange(server: BaseTestServer, *sent: bytes) -> bytes:
    """Send raw bytes and give the first line and headers of the answer."""
    reader, writer = await asyncio.open_connection(server.host, server.port)
    try:
        writer.writelines(sent)
        async with asyncio.timeout(20):
            return await reader.readuntil(b"\r\n\r\n")
    finally:
        writer.close()


def head(method: str, path: str, *headers: str) -> bytes:
    return "\r\n".join(
        [f"{method} {path} HTTP/1.1", "Host: postlog.test", *headers, "", ""]
    ).encode()


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_another_method_is_405(method: str, server: BaseTestServer) -> None:
    answer = await exchange(server, head(method, URL))

    assert answer.startswith(b"HTTP/1.1 405 ")
    assert b"application/problem+json" in answer
    assert b"Allow: POST" in answer


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS"])
@pytest.mark.parametrize(
    "path",
    [
        URL,
        f"{URL}/",
        f"{URL}//",
        f"/{URL}",
        f"{URL}?challenge=1",
        "/api/webhooks",
        "/api/webhooks/",
        "/",
        f"http://postlog.test{URL}",
        f"http://postlog.test{URL}/",
        f"{URL}/../tiktok",
        "/API/Webhooks/TikTok",
    ],
)
async def test_no_address_and_no_method_is_ever_redirected(
    method: str, path: str, server: BaseTestServer
) -> None:
    answer = await exchange(server, head(method, path, "X-Forwarded-Proto: http"))

    assert answer.split()[1][:1] in {b"4"}
    assert b"location:" not in answer.lower()


async def test_a_body_announced_too_large_is_refused_before_it_is_read(
    server: BaseTestServer,
) -> None:
    answer = await exchange(server, head("POST", URL, "Content-Length: 1000001"))

    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_a_body_that_grows_too_large_is_refused(server: BaseTestServer) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"

    answer = await exchange(
        server, head("POST", URL, "Transfer-Encoding: chunked"), *[chunk] * 16, b"0\r\n\r\n"
    )

    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_a_body_that_never_ends_is_given_up(server: BaseTestServer) -> None:
    answer = await exchange(server, head("POST", URL, "Content-Length: 10"), b"12345")

    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_chunks_that_are_none_are_a_bad_request(server: BaseTestServer) -> None:
    answer = await exchange(server, head("POST", URL, "Transfer-Encoding: chunked"), b"zz\r\nbad")

    assert answer.split()[1] == b"400"


async def test_a_body_in_chunks_is_verified_and_kept_whole(
    server: BaseTestServer, log: Log
) -> None:
    body = delivery()
    parts = [f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (body[:7], body[7:])]
    request = head(
        "POST", URL, "Transfer-Encoding: chunked", f"tiktok-signature: {signature(body)}"
    )

    answer = await exchange(server, request, *parts, b"0\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 200 ")
    [record] = await log.records()
    assert record.value == body


async def test_a_header_that_is_not_text_is_kept_as_text(publisher: Publisher, log: Log) -> None:
    body = delivery()
    request = head("POST", URL, f"Content-Length: {len(body)}", "TikTok-Signature: t=1,s=@")

    async with TestServer(create_app(settings_of(tiktok_client_secret=""), publisher)) as server:
        answer = await exchange(server, request.replace(b"@", b"\xff"), body)

    assert answer.startswith(b"HTTP/1.1 200 ")
    [record] = await log.records()
    assert dict(record.headers)["signature"] == b"t=1,s=?"
