"""The control API's shared part: requests, secrets, clock, faults, reset."""

from dataclasses import asdict
from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from sandbox.stage.control.requests import read_body
from sandbox.stage.faults import Fault
from sandbox.stage.stage import STAGE


class ClockSetting(BaseModel):
    """Body of `PUT /control/clock`."""

    model_config = ConfigDict(extra="forbid")

    offset_seconds: float | None = None
    advance_seconds: float | None = None


async def get_requests(request: web.Request) -> web.Response:
    """Received requests; every query parameter narrows them by attribute or noted field."""
    entries = request.app[STAGE].journal.matching(request.query)
    found = [asdict(entry) for entry in entries]
    return web.json_response({"count": len(found), "requests": found})


async def get_secrets(request: web.Request) -> web.Response:
    """Every code and token ever issued, valid or not."""
    issued = request.app[STAGE].mint.issued
    return web.json_response({"secrets": [secret.view() for secret in issued]})


async def put_clock(request: web.Request) -> web.Response:
    """Shift the clock for expiries, limits and downloads; webhooks keep real time."""
    clock = request.app[STAGE].clock
    body = await read_body(request, ClockSetting)
    start = clock.offset_seconds if body.offset_seconds is None else body.offset_seconds
    clock.offset_seconds = start + (body.advance_seconds or 0)
    return web.json_response({"offset_seconds": clock.offset_seconds, "now": clock.now()})


async def get_faults(request: web.Request) -> web.Response:
    """The faults that still have hits left."""
    planned = request.app[STAGE].faults.planned()
    return web.json_response({"faults": [fault.model_dump() for fault in planned]})


async def post_fault(request: web.Request) -> web.Response:
    """Plan a fault."""
    fault = await read_body(request, Fault)
    request.app[STAGE].faults.plan(fault)
    return web.json_response(fault.model_dump(), status=HTTPStatus.CREATED)


async def delete_faults(request: web.Request) -> web.Response:
    """Forget all planned faults."""
    request.app[STAGE].faults.clear()
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def post_reset(request: web.Request) -> web.Response:
    """Return every platform to its state at start."""
    await request.app[STAGE].reset()
    return web.Response(status=HTTPStatus.NO_CONTENT)


ROUTES = (
    web.get("/control/requests", get_requests),
    web.get("/control/secrets", get_secrets),
    web.put("/control/clock", put_clock),
    web.get("/control/faults", get_faults),
    web.post("/control/faults", post_fault),
    web.delete("/control/faults", delete_faults),
    web.post("/control/reset", post_reset),
)
