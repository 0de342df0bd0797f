"""Uploads by tus: the address of each post's bytes."""

from aiohttp import web

from common.errors import RateLimited
from common.tus.incoming import IncomingBytes
from common.tus.room import Room
from common.tus.server import TusServer, add_tus, endpoints
from platforms.tiktok.upload import MAX_VIDEO_SIZE
from tiktok.errors import TikTokUnavailable, UnsupportedVideo
from tiktok.uploads.transfer import Transfer

TRANSFER = web.AppKey("transfer", Transfer)
ADDRESS = "/api/tiktok/uploads/{post_id}"
# Chunks that are still coming wait on disk; this many times as many bytes as may be in memory.
DISK_PER_MEMORY = 16
ENDPOINTS = endpoints(ADDRESS, (RateLimited, TikTokUnavailable, UnsupportedVideo))


def add_uploads(app: web.Application, transfer: Transfer, most_memory: int) -> None:
    """Serve uploads, with room for so many bytes in memory."""
    app[TRANSFER] = transfer
    add_tus(
        app,
        TusServer(
            address=ADDRESS,
            sink=transfer,
            largest=MAX_VIDEO_SIZE,
            incoming=IncomingBytes(Room("disk", DISK_PER_MEMORY * most_memory)),
            memory=Room("memory", most_memory, longest_wait=None),  # the bytes are here already
        ),
    )
