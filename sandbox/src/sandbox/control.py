"""The control API, part one: read everything, set switches, clock and faults."""

from dataclasses import asdict
from http import HTTPStatus
from typing import TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from sandbox.faults import Fault
from sandbox.properties import verified
from sandbox.state_view import state_of
from sandbox.switches import Switches
from sandbox.users import User
from sandbox.world import WORLD, World

M = TypeVar("M", bound=BaseModel)
SWITCH_VALUES = TypeAdapter(dict[str, object])


class ControlRefused(Exception):
    """The control request itself is wrong; the text says how."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class ClockSetting(BaseModel):
    """Body of `PUT /control/clock`."""

    model_config = ConfigDict(extra="forbid")

    offset_seconds: float | None = None
    advance_seconds: float | None = None


class PropertyLists(BaseModel):
    """Body of `PUT /control/properties`."""

    model_config = ConfigDict(extra="forbid")

    domains: list[str] | None = None
    prefixes: list[str] | None = None


@web.middleware
async def control_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what is wrong with a control request as `{"error": …}`."""
    try:
        return await handler(request)
    except ControlRefused as refusal:
        return web.json_response({"error": str(refusal)}, status=refusal.status)
    except ValidationError as error:
        reason = {"error": error.errors(include_url=False, include_context=False)}
        return web.json_response(reason, status=HTTPStatus.UNPROCESSABLE_ENTITY)


async def read_body(request: web.Request, model: type[M]) -> M:
    """Parse a control body; an empty one stands for `{}`."""
    return model.model_validate_json(await request.read() or b"{}")


def user_named(world: World, name: str) -> User:
    """By handle or open_id."""
    user = world.content.users.find(name)
    if user is None:
        raise ControlRefused(HTTPStatus.NOT_FOUND, f"No user {name!r}")
    return user


async def get_state(request: web.Request) -> web.Response:
    """Users, grants, publishes and deliveries, without secrets."""
    return web.json_response(state_of(request.app[WORLD]))


async def get_requests(request: web.Request) -> web.Response:
    """Received platform requests; every query parameter narrows them by attribute or field."""
    entries = request.app[WORLD].journal.matching(request.query)
    found = [asdict(entry) for entry in entries]
    return web.json_response({"count": len(found), "requests": found})


async def get_secrets(request: web.Request) -> web.Response:
    """Every code and token ever issued, dead or alive."""
    issued = request.app[WORLD].mint.issued
    return web.json_response({"secrets": [asdict(secret) for secret in issued]})


async def get_switches(request: web.Request) -> web.Response:
    """All switches and their positions."""
    return web.json_response(request.app[WORLD].switches.model_dump(mode="json"))


async def put_switches(request: web.Request) -> web.Response:
    """Set some switches; all of them or, where one is wrong, none."""
    switches = request.app[WORLD].switches
    wanted = SWITCH_VALUES.validate_json(await request.read())
    if unknown := wanted.keys() - Switches.model_fields.keys():
        raise ControlRefused(HTTPStatus.UNPROCESSABLE_ENTITY, f"No switch {sorted(unknown)}")
    trial = switches.model_copy()
    for name, value in wanted.items():
        setattr(trial, name, value)
    for name in wanted:
        setattr(switches, name, getattr(trial, name))
    return await get_switches(request)


async def put_clock(request: web.Request) -> web.Response:
    """Shift the time by which tokens, upload addresses and limits live; webhooks keep real time."""
    clock = request.app[WORLD].clock
    wish = await read_body(request, ClockSetting)
    start = clock.offset_seconds if wish.offset_seconds is None else wish.offset_seconds
    clock.offset_seconds = start + (wish.advance_seconds or 0)
    return web.json_response({"offset_seconds": clock.offset_seconds, "now": clock.now()})


async def get_properties(request: web.Request) -> web.Response:
    """The domains and URL prefixes that the app has verified."""
    return web.json_response(asdict(request.app[WORLD].content.properties))


async def put_properties(request: web.Request) -> web.Response:
    """Verify domains and prefixes as the portal would; a list that is not named stays."""
    world = request.app[WORLD]
    wish = await read_body(request, PropertyLists)
    known = world.content.properties
    domains = known.domains if wish.domains is None else wish.domains
    prefixes = known.prefixes if wish.prefixes is None else wish.prefixes
    try:
        world.content.properties = verified(domains, prefixes, world.switches.pull_http)
    except ValueError as wrong:
        raise ControlRefused(HTTPStatus.UNPROCESSABLE_ENTITY, str(wrong)) from wrong
    return await get_properties(request)


async def get_faults(request: web.Request) -> web.Response:
    """The faults not yet used up."""
    planned = request.app[WORLD].faults.planned()
    return web.json_response({"faults": [fault.model_dump() for fault in planned]})


async def post_fault(request: web.Request) -> web.Response:
    """Plan a fault."""
    fault = await read_body(request, Fault)
    request.app[WORLD].faults.plan(fault)
    return web.json_response(fault.model_dump(), status=HTTPStatus.CREATED)


async def delete_faults(request: web.Request) -> web.Response:
    """Plan no more faults."""
    request.app[WORLD].faults.clear()
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def post_reset(request: web.Request) -> web.Response:
    """Back to the state at start."""
    await request.app[WORLD].reset()
    return web.Response(status=HTTPStatus.NO_CONTENT)


ROUTES = (
    web.get("/control/state", get_state),
    web.get("/control/requests", get_requests),
    web.get("/control/secrets", get_secrets),
    web.get("/control/switches", get_switches),
    web.put("/control/switches", put_switches),
    web.put("/control/clock", put_clock),
    web.get("/control/properties", get_properties),
    web.put("/control/properties", put_properties),
    web.get("/control/faults", get_faults),
    web.post("/control/faults", post_fault),
    web.delete("/control/faults", delete_faults),
    web.post("/control/reset", post_reset),
)
