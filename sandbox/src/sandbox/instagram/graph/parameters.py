"""Reads a request: parameters from query, form or JSON, the token, and the version."""

import json
import re
from collections.abc import Mapping

from aiohttp import BasicAuth, web

from sandbox.instagram.graph.answers import GraphRefused, invalid
from sandbox.instagram.switches import Switches

VERSION = re.compile(r"/v(\d+)\.\d+(?=/|$)")
SCHEMES = ("bearer", "oauth")
# https://developers.facebook.com/blog/post/2026/11/04/introducing-graph-api-v27-and-marketing-api-v27/
TAKEN_AWAY = {
    "ids": "Multiple ids in one request are not supported.",
    "date_format": "date_format is not supported.",
    "method": "Overriding the method is not supported.",
    "callback": "JSONP is not supported.",
    "asyncbatch": "Asynchronous batches are not supported.",
}


def split_version(path: str, switches: Switches) -> tuple[str, str]:
    """The version that serves a path, and the path without it.

    A version that is not out yet is left in the path, where it is read as the id of a node.
    """
    found = VERSION.match(path)
    if found is None:
        return f"v{switches.oldest_version}.0", path
    number = int(found[1])
    if number > switches.newest_version:
        return f"v{switches.newest_version}.0", path
    return f"v{max(number, switches.oldest_version)}.0", path[found.end() :]


async def read_parameters(request: web.Request) -> dict[str, str]:
    """Query and body side by side; lists and objects stay JSON text.

    The app may name itself by HTTP Basic too, as OAuth libraries do.
    """
    return {**_read_basic(request), **request.query, **await _read_body(request)}


def _read_basic(request: web.Request) -> dict[str, str]:
    try:
        app = BasicAuth.decode(request.headers.get("Authorization", ""))
    except ValueError:
        return {}
    return {"client_id": app.login, "client_secret": app.password}


async def _read_body(request: web.Request) -> dict[str, str]:
    if request.content_type == "application/json":
        return _texts(await request.text())
    form = await request.post()
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _texts(body: str) -> dict[str, str]:
    if not body.strip():
        return {}
    try:
        values = json.loads(body)
    except ValueError as error:
        raise invalid("The JSON body is malformed.") from error
    if not isinstance(values, dict):
        raise invalid("The JSON body must be an object.")
    return {name: as_text(value) for name, value in values.items() if value is not None}


def as_text(value: object) -> str:
    """A JSON value as it would stand in a query."""
    return value if isinstance(value, str) else json.dumps(value)


def token_in(request: web.Request, parameters: Mapping[str, str]) -> str:
    """The token of a request, wherever it stands."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    shown = value.strip() if scheme.lower() in SCHEMES else ""
    return parameters.get("access_token", "") or shown


def refuse_taken_away(parameters: Mapping[str, str], switches: Switches) -> None:
    """Raise GraphRefused for what v27 takes from new apps, at any version."""
    if not switches.strict_v27:
        return
    for name, message in TAKEN_AWAY.items():
        if name in parameters:
            raise invalid(message)


def json_parameter(name: str, text: str) -> object:
    """The value of a parameter that is JSON text; raises GraphRefused."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise GraphRefused(100, f"(#100) Param {name} must be JSON") from error
