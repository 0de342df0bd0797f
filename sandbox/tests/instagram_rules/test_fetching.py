"""Where files are fetched that the app has named."""

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from sandbox.instagram.publishing.files import Fetcher

NOWHERE = "http://app.invalid"


async def test_files_of_an_address_that_is_reached_by_another_are_fetched_there() -> None:
    asked: list[str] = []

    async def serve(request: web.Request) -> web.Response:
        asked.append(request.path_qs)
        return web.Response(body=b"bytes")

    app = web.Application()
    app.router.add_get("/{path:.*}", serve)
    async with TestServer(app) as server, ClientSession() as session:
        there = f"http://{server.host}:{server.port}"
        fetcher = Fetcher(session, (NOWHERE, there))
        await fetcher.fetch(f"{NOWHERE}/media/1.jpg?signature=ab", 10)
        await fetcher.fetch(f"{there}/media/2.jpg", 10)

    assert asked == ["/media/1.jpg?signature=ab", "/media/2.jpg"]
