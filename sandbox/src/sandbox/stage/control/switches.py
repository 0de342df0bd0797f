"""Reads and sets a platform's switches: settings that may change while the sandbox runs."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from aiohttp import web
from pydantic import TypeAdapter
from pydantic_settings import BaseSettings

from sandbox.stage.control.requests import ControlRefused

VALUES = TypeAdapter(dict[str, object])


def switch_routes(switches: BaseSettings) -> Sequence[web.RouteDef]:
    """`GET` and `PUT /control/switches`; a wrong value needs `validate_assignment` to be seen."""

    async def get_switches(_: web.Request) -> web.Response:
        return web.json_response(switches.model_dump(mode="json"))

    async def put_switches(request: web.Request) -> web.Response:
        _set_all_or_none(switches, VALUES.validate_json(await request.read()))
        return await get_switches(request)

    return (
        web.get("/control/switches", get_switches),
        web.put("/control/switches", put_switches),
    )


def _set_all_or_none(switches: BaseSettings, values: Mapping[str, object]) -> None:
    if unknown := values.keys() - type(switches).model_fields.keys():
        raise ControlRefused(HTTPStatus.UNPROCESSABLE_ENTITY, f"No switch {sorted(unknown)}")
    trial = switches.model_copy()
    for name, value in values.items():
        setattr(trial, name, value)
    for name in values:
        setattr(switches, name, getattr(trial, name))


def copy_into(switches: BaseSettings, source: BaseSettings) -> None:
    """Take over every value; the object itself stays, because many others hold it."""
    for name in type(switches).model_fields:
        setattr(switches, name, getattr(source, name))
