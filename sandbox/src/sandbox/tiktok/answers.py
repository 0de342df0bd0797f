"""TikTok's answers: the envelope, the flat OAuth body, and the gateway's bare 404."""

import secrets
import time
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from sandbox.stage.clock import real_time
from sandbox.stage.journal import NOTE
from sandbox.tiktok.switches import Switches

GUIDELINES = (
    "Please review our integration guidelines at "
    "https://developers.tiktok.com/doc/content-sharing-guidelines/"
)
# https://developers.tiktok.com/doc/tiktok-api-v2-error-handling
MESSAGES = {
    "access_token_invalid": "The access token is invalid or not found in the request.",
    "scope_not_authorized": "The user did not authorize the scope required for completing"
    " this request.",
    "scope_permission_missed": "The scopes of the requested fields were not granted.",
    "rate_limit_exceeded": "The API rate limit was exceeded. Please try again later.",
    "invalid_publish_id": "The publish_id does not exist.",
    "token_not_authorized_for_specified_publish_id": "The access token does not have"
    " authorization to this publish_id.",
    "url_ownership_unverified": "Please review our URL ownership verification rules at "
    "https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide/#pull_from_url",
    "publish_not_cancellable": "The publish_id is not cancellable.",
    "app_version_check_failed": "The user's TikTok app is older than 31.8.",
    "internal_error": "Something is wrong with TikTok. Please try again later.",
}


class ApiRefused(Exception):
    """A refusal in the `{data, error}` envelope; most posting codes share one message."""

    def __init__(self, status: int, code: str, message: str | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message or MESSAGES.get(code, GUIDELINES)


class OAuthRefused(Exception):
    """A refusal in the flat body of the OAuth endpoints."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(code)
        self.code = code
        self.description = description


class UnsupportedPath(Exception):
    """The gateway knows no such path or method."""


def new_log_id() -> str:
    """14 digits of UTC time and 20 upper-case hex digits."""
    return time.strftime("%Y%m%d%H%M%S", time.gmtime(real_time())) + secrets.token_hex(10).upper()


def ok(data: Mapping[str, object], always: Mapping[str, object] | None = None) -> web.Response:
    """Success in the envelope; zero and empty values of `data` are left out, as TikTok does."""
    kept = {key: value for key, value in data.items() if value or value is False}
    return envelope(HTTPStatus.OK, {"data": {**kept, **(always or {})}}, "ok", "")


def envelope(status: int, head: Mapping[str, object], code: str, message: str) -> web.Response:
    """A JSON answer with `error`; only `error.code == "ok"` means success, at any status."""
    log_id = new_log_id()
    error = {"code": code, "message": message, "log_id": log_id}
    return web.json_response(
        {**head, "error": error}, status=status, headers={"x-tt-logid": log_id}
    )


def flat_refusal(status: int, code: str, description: str) -> web.Response:
    """The OAuth endpoints' error body."""
    # https://developers.tiktok.com/doc/oauth-error-handling
    log_id = new_log_id()
    body = {"error": code, "error_description": description, "log_id": log_id}
    return web.json_response(body, status=status, headers={"x-tt-logid": log_id})


def unsupported_path() -> web.Response:
    """The answer to an unknown path, for example without its trailing slash; it is not JSON."""
    return web.Response(status=HTTPStatus.NOT_FOUND, text="Unsupported path(Janus)")


def rendering(switches: Switches) -> Middleware:
    """The layer that turns refusals into answers and notes the decision."""

    @web.middleware
    async def render(request: web.Request, handler: Handler) -> web.StreamResponse:
        entry = request[NOTE]
        try:
            response = await handler(request)
        except ApiRefused as refusal:
            entry.effect = refusal.code
            return envelope(refusal.status, {}, refusal.code, refusal.message)
        except OAuthRefused as refusal:
            entry.effect = refusal.code
            return flat_refusal(switches.oauth_error_status, refusal.code, refusal.description)
        except (UnsupportedPath, web.HTTPNotFound, web.HTTPMethodNotAllowed):
            entry.effect = "unsupported_path"
            return unsupported_path()
        entry.effect = entry.effect or "ok"
        return response

    return render
