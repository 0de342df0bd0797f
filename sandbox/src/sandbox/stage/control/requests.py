"""Reads control requests, and answers those that are wrong."""

from http import HTTPStatus
from typing import TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)


class ControlRefused(Exception):
    """The control request itself is wrong; the text says how."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@web.middleware
async def control_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer `{"error": …}` where a control request is wrong."""
    try:
        return await handler(request)
    except ControlRefused as refusal:
        return web.json_response({"error": str(refusal)}, status=refusal.status)
    except ValidationError as error:
        reason = {"error": error.errors(include_url=False, include_context=False)}
        return web.json_response(reason, status=HTTPStatus.UNPROCESSABLE_ENTITY)


async def read_body(request: web.Request, model: type[M]) -> M:
    """Parse a control body; an empty one stands for `{}`. Raises pydantic's ValidationError."""
    return model.model_validate_json(await request.read() or b"{}")
