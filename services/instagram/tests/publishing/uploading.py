"""A file that has come by the API, and was looked into."""

import asyncio
from pathlib import Path
from uuid import UUID

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from common.endpoints import add_endpoints
from common.sessions import GATE
from common.web import edge
from instagram.assets.local_store import LocalStore
from instagram.assets.parts import AssetParts
from instagram.assets.routes import ENDPOINTS
from instagram.assets.settings import MediaSettings
from instagram.parts import Parts
from vault.keyring import Keyring

from ..assets.api import PUBLIC_URL, Browser
from ..support import OpenGate


async def uploaded(parts: Parts, folder: Path, user_id: UUID, content: bytes) -> UUID:
    """Upload a file into the store in a folder, and wait until it may be used."""
    settings = MediaSettings(public_url=PUBLIC_URL)
    keyring = Keyring("k1", {"k1": b"a" * 32})
    media = AssetParts(parts.pool, LocalStore(folder), keyring, settings)
    app = web.Application(middlewares=[edge("instagram")])
    app[GATE] = OpenGate()
    media.serve(app)
    add_endpoints(app, ENDPOINTS)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        browser = Browser(session, str(server.make_url("")).rstrip("/"), user_id)
        asset = await browser.send(content)
        async with asyncio.timeout(60):
            while (await browser.show(asset))["status"] != "READY":
                await asyncio.sleep(0.05)
    return UUID(asset["asset_id"])
