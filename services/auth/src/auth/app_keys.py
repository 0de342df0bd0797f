"""What handlers of several folders find in the application."""

from aiohttp import web

from auth.platform import Platforms
from common.postgres import Pool

POOL: web.AppKey[Pool] = web.AppKey("pool")
PLATFORMS: web.AppKey[Platforms] = web.AppKey("platforms")
