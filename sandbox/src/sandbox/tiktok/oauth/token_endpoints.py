"""The token and revoke endpoints: they take a form and answer flat JSON."""

import hmac
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

from sandbox.stage.journal import note
from sandbox.tiktok.access import admit
from sandbox.tiktok.answers import OAuthRefused
from sandbox.tiktok.oauth.grants import TokenPair
from sandbox.tiktok.world import REVOKED_BY_DEVELOPER, WORLD, World

FORM = "application/x-www-form-urlencoded"


async def token(request: web.Request) -> web.Response:
    """Exchange a code, refresh, or issue a client token, as `grant_type` says."""
    # https://developers.tiktok.com/doc/oauth-user-access-token-management
    world = request.app[WORLD]
    form = await _read_form(request, world)
    match form.get("grant_type"):
        case "client_credentials":
            return _client_token(world)
        case "authorization_code":
            pair = _exchange(form, world)
        case "refresh_token":
            (value,) = _required(form, "refresh_token")
            pair = world.content.grants.refresh(value)
        case None | "":
            raise _missing_parameter()
        case _:
            raise OAuthRefused("unsupported_grant_type", "The grant type is not supported.")
    note(request, open_id=pair.access.open_id)
    return web.json_response(_token_body(pair, world.clock.now()))


async def revoke(request: web.Request) -> web.Response:
    """End the whole grant of a valid access token; the answer has no body."""
    world = request.app[WORLD]
    form = await _read_form(request, world)
    (value,) = _required(form, "token")
    open_id = world.content.grants.revoke(value)
    note(request, open_id=open_id)
    world.remove_authorization(open_id, REVOKED_BY_DEVELOPER)
    return web.Response(status=HTTPStatus.OK)


def _client_token(world: World) -> web.Response:
    """A token that only proves the app's secret; no user endpoint accepts it."""
    body = {
        "access_token": world.content.grants.issue_client_token(),
        "expires_in": world.switches.client_token_lifetime,
        "token_type": "Bearer",
    }
    return web.json_response(body)


async def _read_form(request: web.Request, world: World) -> Mapping[str, str]:
    """The fields of the form; raises OAuthRefused unless key and secret are right."""
    settings = world.settings
    admit(world, (request.path, settings.client_key), world.switches.oauth_per_minute)
    if request.content_type != FORM:
        raise OAuthRefused("invalid_request", "The request parameters are malformed.")
    form = {name: str(value) for name, value in (await request.post()).items()}
    noted = ("grant_type", "redirect_uri", "client_key")
    note(request, **{name: form[name] for name in noted if name in form})
    (client_key,) = _required(form, "client_key")
    if not form.get("client_secret"):
        raise OAuthRefused("invalid_request", "Client secret is missed in request.")
    known = hmac.compare_digest(form["client_secret"].encode(), settings.client_secret.encode())
    if client_key != settings.client_key or not known:
        raise OAuthRefused("invalid_client", "Client key or secret is incorrect.")
    return form


def _exchange(form: Mapping[str, str], world: World) -> TokenPair:
    code, redirect_uri = _required(form, "code", "redirect_uri")
    return world.content.grants.exchange(code, redirect_uri, form.get("code_verifier", ""))


def _required(form: Mapping[str, str], *names: str) -> tuple[str, ...]:
    values = tuple(form.get(name, "") for name in names)
    if not all(values):
        raise _missing_parameter()
    return values


def _missing_parameter() -> OAuthRefused:
    return OAuthRefused("invalid_request", "The request is missing a required parameter.")


def _token_body(pair: TokenPair, now: float) -> dict[str, str | int]:
    return {
        "access_token": pair.access.value,
        "expires_in": round(pair.access.ends_at - now),
        "open_id": pair.access.open_id,
        "refresh_expires_in": round(pair.refresh.ends_at - now),
        "refresh_token": pair.refresh.value,
        "scope": ",".join(pair.access.scopes),
        "token_type": "Bearer",
    }
