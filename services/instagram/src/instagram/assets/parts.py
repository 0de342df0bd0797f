"""What the processes know of assets: uploads, examinations, addresses, and what is forgotten."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web

from common.postgres import Pool
from common.tus.incoming import IncomingBytes
from common.tus.room import Room as ByteRoom
from common.tus.server import TusServer, add_tus
from instagram.assets import handlers, media
from instagram.assets.addresses import Addresses, MediaAddresses
from instagram.assets.examiner import Examiner
from instagram.assets.expiring import forget_expired
from instagram.assets.finishing import Finishing
from instagram.assets.settings import MediaSettings
from instagram.assets.store import MediaStore
from instagram.assets.uploads import StoreSink, Uploads
from instagram.assets.usable import Assets
from instagram.assets.video_limits import LARGEST_FILE
from vault.keyring import Keyring

MEMORY = 64 << 20
# Parts that are still coming wait on disk; this many times as many bytes as may be in memory.
DISK_PER_MEMORY = 16
FORGOTTEN_AT_ONCE = 100


class AssetParts:
    """Uploads, the files of users, and their addresses, over one store."""

    def __init__(
        self, pool: Pool, store: MediaStore, keyring: Keyring, settings: MediaSettings
    ) -> None:
        self._pool, self._store, self._settings = pool, store, settings
        self._addresses = Addresses(settings.public_url, keyring)
        self._media_addresses = MediaAddresses(store, self._addresses)
        self.assets = Assets(pool, self._media_addresses, store)
        self.finishing = Finishing(pool, store, Examiner())

    def serve(self, app: web.Application) -> None:
        """Put into the API what the endpoints need, and examine files while it runs."""
        app[handlers.UPLOADS] = Uploads(self._pool, self._settings.media_bytes_per_user)
        app[handlers.MEDIA_ADDRESSES] = self._media_addresses
        app[handlers.PUBLIC_URL] = self._settings.public_url.rstrip("/")
        app[media.STORE], app[media.ADDRESSES] = self._store, self._addresses
        sink = StoreSink(self._pool, self._store, self.finishing.wake)
        add_tus(
            app,
            TusServer(
                address=handlers.UPLOAD_ADDRESS,
                sink=sink,
                largest=LARGEST_FILE,
                incoming=IncomingBytes(ByteRoom("disk", DISK_PER_MEMORY * MEMORY)),
                memory=ByteRoom("memory", MEMORY, longest_wait=None),
            ),
        )
        app.cleanup_ctx.append(self._examining)

    async def forget_expired(self) -> None:
        """Forget what nobody has used for a day."""
        await forget_expired(self._pool, self._store, FORGOTTEN_AT_ONCE)

    async def _examining(self, _app: web.Application) -> AsyncIterator[None]:
        examining = asyncio.create_task(self.finishing.run())
        yield
        examining.cancel()
        with suppress(asyncio.CancelledError):
            await examining
