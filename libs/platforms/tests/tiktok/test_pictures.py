"""Pictures come from TikTok's hosts alone, whole and small, or not at all."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from platforms.pictures import MOST_BYTES, NoPicture, Picture, Pictures, picture_session
from platforms.tiktok.settings import PICTURE_HOSTS, is_picture_host

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
SEEN: web.AppKey[list[dict[str, str]]] = web.AppKey("seen")


async def give(request: web.Request) -> web.StreamResponse:
    """Answer as the path's name says."""
    request.app[SEEN].append(dict(request.headers))
    headers = {"Set-Cookie": "tracked=1", "Content-Type": "image/png"}
    match request.match_info["name"]:
        case "moved":
            raise web.HTTPFound("/good")
        case "gone":
            raise web.HTTPForbidden
        case "page":
            return web.Response(text="<script>", content_type="text/html")
        case "packed":
            return web.Response(body=PNG, headers=headers | {"Content-Encoding": "gzip"})
        case "most":
            return web.Response(body=bytes(MOST_BYTES), headers=headers)
        case "large":
            return web.Response(body=bytes(MOST_BYTES + 1), headers=headers)
        case "endless":
            return await _endless(request)
        case "silent":
            await asyncio.Event().wait()
    return web.Response(body=PNG, headers=headers)


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "image/png"})
    await response.prepare(request)
    while True:
        await response.write(bytes(MOST_BYTES // 4))


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    """A host that serves pictures, good and bad."""
    app = web.Application()
    app[SEEN] = []
    app.router.add_get("/{name}", give)
    served = TestServer(app)
    await served.start_server(shutdown_timeout=0)
    yield served
    await served.close()


@pytest.fixture
async def pictures(server: TestServer) -> AsyncIterator[Pictures]:
    """What may ask that host, and is soon out of patience."""
    async with picture_session() as session:
        yield Pictures(session, "tiktok", (f"127.0.0.1:{server.port}",), seconds=1.0)


async def test_a_picture_comes_as_it_is_and_nobody_is_told_who_asks(
    server: TestServer, pictures: Pictures
) -> None:
    url = str(server.make_url("/good?x-signature=a%2Fb%3D"))

    found = [await pictures.fetch(url) for _ in range(2)]

    assert found == [Picture("image/png", PNG)] * 2
    for headers in server.app[SEEN]:
        assert not {"Cookie", "Authorization", "Referer"} & headers.keys()


async def test_a_mebibyte_is_the_most(server: TestServer, pictures: Pictures) -> None:
    most = await pictures.fetch(str(server.make_url("/most")))

    assert len(most.content) == MOST_BYTES


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("moved", "status_302"),
        ("gone", "status_403"),
        ("page", "no_picture"),
        ("packed", "no_picture"),
        ("large", "too_large"),
        ("endless", "too_large"),
        ("silent", "TimeoutError"),
    ],
)
async def test_what_is_no_small_picture_is_none(
    server: TestServer, pictures: Pictures, name: str, reason: str
) -> None:
    with pytest.raises(NoPicture, match=f"^{reason}$"):
        await pictures.fetch(str(server.make_url(f"/{name}")))


async def test_a_host_that_does_not_answer_gives_none(
    server: TestServer, pictures: Pictures
) -> None:
    url = str(server.make_url("/good"))
    await server.close()

    with pytest.raises(NoPicture, match="ClientConnectorError"):
        await pictures.fetch(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://p16-sign-va.tiktokcdn.com/a.jpeg",
        "https://p16-sign-va.tiktokcdn.com:8443/a.jpeg",
        "https://tiktokcdn.com.evil.test/a.jpeg",
        "https://eviltiktokcdn.com/a.jpeg",
        "https://a.tiktokcdn.com@evil.test/a.jpeg",
        "https://evil.test#.tiktokcdn.com",
        "https://evil.test\\.tiktokcdn.com/a.jpeg",
        "https://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
    ],
)
async def test_no_other_host_is_asked(url: str) -> None:
    async with picture_session() as session:
        with pytest.raises(NoPicture, match="host_not_allowed"):
            await Pictures(session, "tiktok", PICTURE_HOSTS).fetch(url)


@pytest.mark.parametrize(
    ("entry", "is_real"),
    [
        *((host, True) for host in PICTURE_HOSTS),
        (".p16-sign-va.tiktokcdn.com", True),
        ("tiktokcdn.com", False),
        (".eviltiktokcdn.com", False),
        (".evil.test", False),
        ("127.0.0.1:8091", False),
        (".x:8091/.tiktokcdn.com", False),
    ],
)
def test_production_asks_tiktoks_own_hosts_alone(entry: str, is_real: bool) -> None:
    assert is_picture_host(entry) is is_real
