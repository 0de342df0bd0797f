"""A file that a user uploads is fetched by Instagram, as the media store serves it."""

import asyncio
from pathlib import Path
from uuid import UUID

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from common.endpoints import add_endpoints
from common.sessions import GATE
from common.web import edge
from instagram.assets.local_store import LocalStore
from instagram.assets.parts import AssetParts
from instagram.assets.routes import ENDPOINTS
from instagram.assets.settings import MediaSettings
from instagram.parts import Parts
from instagram.publishing.assets import UploadedAssets
from instagram.publishing.checks import PostChecks
from instagram.publishing.room import advancing
from instagram.publishing.start import Publishing
from vault.keyring import Keyring

from ..assets.api import Browser
from ..assets.files import noise, saved
from ..assets.videos import film
from ..support import Connect, OpenGate
from .conftest import RULES
from .posting import Poster


@pytest.mark.parametrize("kind", ["IMAGE", "REELS"])
async def test_an_uploaded_file_is_published(
    kind: str, parts: Parts, poster: Poster, connect: Connect, tmp_path: Path
) -> None:
    port = unused_port()
    settings = MediaSettings(public_url=f"http://127.0.0.1:{port}")
    store = LocalStore(tmp_path / "files")
    media = AssetParts(parts.pool, store, Keyring("k1", {"k1": b"a" * 32}), settings)
    assets = UploadedAssets(media.assets)
    app = web.Application(middlewares=[edge("instagram")])
    app[GATE] = OpenGate()
    media.serve(app)
    add_endpoints(app, ENDPOINTS)
    account = await connect()
    poster.publishing = Publishing(
        parts.pool, parts.outbox, parts.tokens, PostChecks(parts.clients, assets, RULES), RULES
    )
    poster.advancing = advancing(parts, assets)
    content = saved(noise((600, 600)), "PNG") if kind == "IMAGE" else film()
    async with TestServer(app, port=port), aiohttp.ClientSession() as session:
        browser = Browser(session, settings.public_url, account.user_id)
        asset = await browser.send(content)
        async with asyncio.timeout(60):
            while (await browser.show(asset))["status"] != "READY":
                await asyncio.sleep(0.05)
        ready = UUID(asset["asset_id"])

        request = await poster.picture(account, kind=kind, media=[{"asset_id": ready}])
        view = await poster.posted(account, request)

    assert view.status == "PUBLISHED", view
    assert len(await poster.published()) == 1
