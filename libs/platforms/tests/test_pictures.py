"""Pictures come from a platform's hosts alone, whole and small, or not at all."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import TestServer

from platforms.pictures import MOST_BYTES, NoPicture, Picture, Pictures, picture_session
from platforms.public_resolver import PublicResolver, is_public
from platforms.tiktok.settings import PICTURE_HOSTS, is_picture_host

from .scripted import hang

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
SEEN: web.AppKey[list[dict[str, str]]] = web.AppKey("seen")


async def give(request: web.Request) -> web.StreamResponse:
    """Answer as the path's name says."""
    request.app[SEEN].append(dict(request.headers))
    name = request.match_info["name"]
    if name in WAYS:
        return await WAYS[name](request)
    headers = {"Set-Cookie": "tracked=1", "Content-Type": "image/png"}
    match name:
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
    return web.Response(body=PNG, headers=headers)


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "image/png"})
    await response.prepare(request)
    while True:
        await response.write(bytes(MOST_BYTES // 4))


async def _dripping(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "image/png"})
    await response.prepare(request)
    while True:
        await response.write(b"\0")
        await asyncio.sleep(0.01)


async def _lying(request: web.Request) -> web.StreamResponse:
    """Promise more than comes."""
    response = web.StreamResponse(headers={"Content-Type": "image/png", "Content-Length": "1000"})
    await response.prepare(request)
    await response.write(PNG)
    assert request.transport is not None
    request.transport.close()
    return response


WAYS = {"endless": _endless, "silent": hang, "dripping": _dripping, "lying": _lying}


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
    hosts = (f"127.0.0.1:{server.port}",)
    async with picture_session(hosts) as session:
        yield Pictures(session, "tiktok", hosts, seconds=1.0)


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
        ("gone", "status_403"),
        ("page", "no_picture"),
        ("packed", "no_picture"),
    ],
)
async def test_what_is_no_picture_is_none(
    server: TestServer, pictures: Pictures, name: str, reason: str
) -> None:
    with pytest.raises(NoPicture, match=f"^{reason}$"):
        await pictures.fetch(str(server.make_url(f"/{name}")))


async def test_s26_a_redirect_is_not_followed(server: TestServer, pictures: Pictures) -> None:
    with pytest.raises(NoPicture, match=r"^status_302$"):
        await pictures.fetch(str(server.make_url("/moved")))

    assert len(server.app[SEEN]) == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("large", "too_large"),
        ("endless", "too_large"),
        ("silent", "TimeoutError"),
        ("dripping", "TimeoutError"),
        ("lying", "ClientPayloadError"),
    ],
)
async def test_s28_what_does_not_end_or_lies_about_its_length_is_cut(
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
    async with picture_session(PICTURE_HOSTS) as session:
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


class Answering(AbstractResolver):
    """Gives one list of addresses after the other, and counts."""

    def __init__(self, *answers: list[str], port: int = 443) -> None:
        self._answers, self._port, self.asked = list(answers), port, 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked += 1
        addresses = self._answers.pop(0)
        return [
            {
                "hostname": host,
                "host": one,
                "port": self._port,
                "family": family,
                "proto": 0,
                "flags": 0,
            }
            for one in addresses
        ]

    async def close(self) -> None:
        pass


async def test_s25_a_name_that_leads_to_loopback_is_not_connected_to() -> None:
    met: list[bool] = []

    def meet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(True)
        writer.close()

    async with await asyncio.start_server(meet, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        resolver = Answering(["127.0.0.1"], ["203.0.114.7", "127.0.0.1"], port=port)
        async with picture_session((".cdn.test",), resolver) as session:
            for name in ("a", "b"):
                with pytest.raises(NoPicture, match="ClientConnectorDNSError"):
                    await Pictures(session, "tiktok", (".cdn.test",)).fetch(
                        f"https://{name}.cdn.test/1.jpg"
                    )

    assert (resolver.asked, met) == (2, [])


async def test_s25_a_second_answer_is_looked_at_as_the_first_was() -> None:
    resolver = PublicResolver(Answering(["1.1.1.1"], ["127.0.0.1"]), ())

    first = await resolver.resolve("a.cdn.test", 443)

    assert [one["host"] for one in first] == ["1.1.1.1"]
    with pytest.raises(OSError, match="not public"):
        await resolver.resolve("a.cdn.test", 443)


async def test_s25_a_host_that_is_listed_with_its_port_may_be_our_own() -> None:
    resolver = PublicResolver(Answering(["10.0.0.7"], ["10.0.0.7"]), ("sandbox:8092",))

    assert await resolver.resolve("sandbox", 8092)
    with pytest.raises(OSError, match="not public"):
        await resolver.resolve("sandbox", 80)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
    ],
)
def test_s25_addresses_of_our_own_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_s25_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)
