"""What planned faults need to know about Instagram: a request's user, and the error answers."""

from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

from sandbox.instagram.graph.answers import GraphRefused, escaped
from sandbox.instagram.graph.parameters import split_version, token_in
from sandbox.instagram.world import WORLD
from sandbox.stage.faults import Fault, FaultRules

SECRET_FIELDS = ("code", "fb_exchange_token", "input_token")
UPLOAD = "/ig-api-upload/"
MESSAGE = "Refused on demand."


def user_of(request: web.Request, fields: Mapping[str, str]) -> Mapping[str, str]:
    """Find the owner by a token, valid or not, or by a code."""
    grants = request.app[WORLD].content.grants
    shown = [token_in(request, {**request.query, **fields})]
    shown += [fields.get(name, "") for name in SECRET_FIELDS]
    owner = next(filter(None, map(grants.owner_of, shown)), None)
    return {"user": owner} if owner else {}


def pattern_of(request: web.Request) -> str:
    """The path without its version, with the kind of a node in place of its id."""
    if request.path.startswith(UPLOAD):
        return f"{UPLOAD}{{container}}"
    world = request.app[WORLD]
    _, path = split_version(request.path, world.switches)
    first, slash, rest = path.strip("/").partition("/")
    known = world.content.resolve(first)
    name = first if known is None or known[0] == first else f"{{{known[0]}}}"
    return f"/{name}{slash}{rest}"


def refuse(fault: Fault, _: str) -> web.Response:
    """An error envelope; the fault's `code` is `code` or `code/subcode`."""
    code, _, subcode = fault.code.partition("/")
    numbers = (int(code), int(subcode or 0)) if _is_number(code) else (1, 0)
    refusal = GraphRefused(numbers[0], MESSAGE, numbers[1])
    status = HTTPStatus.OK if fault.kind == "error_200" else fault.status
    return web.Response(
        text=escaped(refusal.body()), status=status, content_type="application/json"
    )


def _is_number(text: str) -> bool:
    return text.lstrip("-").isdecimal()


FAULT_RULES = FaultRules(user_of, refuse, pattern_of=pattern_of)
