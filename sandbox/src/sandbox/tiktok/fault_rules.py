"""What planned faults need to know about TikTok: a request's user, and the error answers."""

from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

from sandbox.stage.faults import Fault, FaultRules
from sandbox.tiktok.answers import envelope, flat_refusal
from sandbox.tiktok.world import WORLD

SECRET_FIELDS = ("code", "refresh_token", "token")
OAUTH_PREFIX = "/v2/oauth/"
MESSAGE = "Refused on demand."


def user_of(request: web.Request, fields: Mapping[str, str]) -> Mapping[str, str]:
    """Find the user by a token, valid or not, by a code, or by an upload address."""
    open_id = _open_id(request, fields)
    return {"open_id": open_id} if open_id else {}


def _open_id(request: web.Request, fields: Mapping[str, str]) -> str | None:
    content = request.app[WORLD].content
    upload = content.publishes.find_by_upload(
        fields.get("upload_id", ""), fields.get("upload_token", "")
    )
    if upload is not None:
        return upload.open_id
    _, _, bearer = request.headers.get("Authorization", "").partition(" ")
    shown = [bearer, *(fields.get(name, "") for name in SECRET_FIELDS)]
    return next(filter(None, map(content.grants.open_id_of, shown)), None)


def refuse(fault: Fault, path: str) -> web.Response:
    """The error answer of the path: flat for OAuth with status 200, else the envelope."""
    if fault.kind == "status":
        return envelope(fault.status, {}, _code(fault), "")
    if path.startswith(OAUTH_PREFIX):
        return flat_refusal(HTTPStatus.OK, fault.code, MESSAGE)
    return envelope(HTTPStatus.OK, {}, fault.code, MESSAGE)


def _code(fault: Fault) -> str:
    limited = fault.status == HTTPStatus.TOO_MANY_REQUESTS
    return "rate_limit_exceeded" if limited else fault.code


FAULT_RULES = FaultRules(user_of, refuse, {"upload": "/video/"})
