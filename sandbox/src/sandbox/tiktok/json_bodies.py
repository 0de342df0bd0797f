"""Reads the JSON bodies of API requests."""

from http import HTTPStatus
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from sandbox.tiktok.answers import ApiRefused
from sandbox.tiktok.world import WORLD, World

M = TypeVar("M", bound=BaseModel)


def malformed(world: World, message: str) -> ApiRefused:
    """The refusal of a malformed request."""
    return ApiRefused(HTTPStatus.BAD_REQUEST, world.switches.param_code, message)


async def parse(request: web.Request, model: type[M]) -> M:
    """Read a JSON body strictly; raises ApiRefused."""
    world = request.app[WORLD]
    if request.content_type != "application/json":
        raise malformed(world, "The content type is not JSON.")
    try:
        return model.model_validate_json(await request.read())
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise malformed(world, f"The request parameters are malformed: {where}") from error
