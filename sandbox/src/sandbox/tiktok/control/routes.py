"""The control API: TikTok's state, and the URL properties that the app has verified."""

from dataclasses import asdict
from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from sandbox.stage.control.requests import ControlRefused, read_body
from sandbox.tiktok.control.state_view import state_of
from sandbox.tiktok.posting.url_properties import verified
from sandbox.tiktok.world import WORLD


class PropertyLists(BaseModel):
    """Body of `PUT /control/properties`."""

    model_config = ConfigDict(extra="forbid")

    domains: list[str] | None = None
    prefixes: list[str] | None = None


async def get_state(request: web.Request) -> web.Response:
    """Users, grants, publishes and deliveries, without secrets."""
    return web.json_response(state_of(request.app[WORLD]))


async def get_properties(request: web.Request) -> web.Response:
    """The domains and URL prefixes that the app has verified."""
    return web.json_response(asdict(request.app[WORLD].content.properties))


async def put_properties(request: web.Request) -> web.Response:
    """Verify domains and prefixes as the portal would; a list that is not named stays."""
    world = request.app[WORLD]
    body = await read_body(request, PropertyLists)
    known = world.content.properties
    domains = known.domains if body.domains is None else body.domains
    prefixes = known.prefixes if body.prefixes is None else body.prefixes
    try:
        world.content.properties = verified(domains, prefixes, world.switches.pull_http)
    except ValueError as wrong:
        raise ControlRefused(HTTPStatus.UNPROCESSABLE_ENTITY, str(wrong)) from wrong
    return await get_properties(request)


ROUTES = (
    web.get("/control/state", get_state),
    web.get("/control/properties", get_properties),
    web.put("/control/properties", put_properties),
)
