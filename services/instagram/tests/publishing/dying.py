"""An agent as a program of its own, which dies at a named point; its argument is JSON."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp

from common.faults import FaultPoints
from common.postgres import open_pool
from instagram.assets.local_store import LocalStore
from instagram.assets.parts import AssetParts
from instagram.assets.settings import MediaSettings
from instagram.clients import Clients
from instagram.parts import join
from instagram.platform import turns
from instagram.publishing.assets import UploadedAssets
from instagram.publishing.room import advancing
from platforms.instagram.app import InstagramApp
from vault.keyring import Keyring


async def main(given: dict[str, Any]) -> None:
    """Take one post on."""
    app = InstagramApp(**{**given["app"], "app_secrets": tuple(given["app"]["app_secrets"])})
    async with (
        open_pool(given["database_url"], "instagram") as pool,
        aiohttp.ClientSession() as session,
    ):
        keyring = Keyring.load(Path(given["keyring"]))
        media = AssetParts(pool, LocalStore(Path(given["media"])), keyring, MediaSettings())
        parts = join(
            pool,
            Clients.opened(session, [app]),
            keyring,
            turns(),
            FaultPoints(Path(given["fault_point_file"])),
            media,
        )
        steps = advancing(parts, UploadedAssets(media.assets), given["delivery"])
        await steps.advance(UUID(given["post_id"]))
        await parts.tokens.close()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
