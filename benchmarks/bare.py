"""The peer of `webhook-ingest`: an aiohttp handler on uvloop that reads the body, and no more."""

import argparse

import uvloop
from aiohttp import web


async def receive(request: web.Request) -> web.Response:
    """Read the body and answer."""
    await request.read()
    return web.Response(body=b"{}", content_type="application/json")


def main() -> None:
    """Serve on the port that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    port = parser.parse_args().port
    uvloop.install()
    app = web.Application()
    app.add_routes([web.post("/api/webhooks/tiktok", receive)])
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None, backlog=1024)


if __name__ == "__main__":
    main()
