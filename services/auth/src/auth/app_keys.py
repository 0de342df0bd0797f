"""What handlers of several folders find in the application."""

from aiohttp import web

from common.postgres import Pool

POOL: web.AppKey[Pool] = web.AppKey("pool")
