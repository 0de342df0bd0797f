"""The control API: Instagram's state, and its containers."""

from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel, ConfigDict, PositiveInt

from sandbox.instagram.control.state_view import container_view, state_of
from sandbox.instagram.world import WORLD
from sandbox.stage.control.requests import ControlRefused, read_body


class Failure(BaseModel):
    """Body of `POST /control/containers/{container_id}/fail`."""

    model_config = ConfigDict(extra="forbid")

    subcode: PositiveInt = 2207026


async def get_state(request: web.Request) -> web.Response:
    """People, grants, containers, media, subscriptions and deliveries, without secrets."""
    return web.json_response(state_of(request.app[WORLD]))


async def post_fail(request: web.Request) -> web.Response:
    """A container ends in ERROR with the subcode."""
    world = request.app[WORLD]
    container = world.content.containers.find(request.match_info["container_id"])
    if container is None:
        raise ControlRefused(HTTPStatus.NOT_FOUND, "No such container")
    container.failed_with = (await read_body(request, Failure)).subcode
    container.ready_at = world.clock.now()
    return web.json_response(container_view(world, container))


ROUTES = (
    web.get("/control/state", get_state),
    web.post("/control/containers/{container_id}/fail", post_fail),
)
