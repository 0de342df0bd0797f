"""The authorize page: checks the app's request, asks the user, sends the browser back."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, urlencode

from aiohttp import web

from sandbox.stage.journal import NOTE, note
from sandbox.tiktok.answers import new_log_id
from sandbox.tiktok.oauth.consent_pages import (
    FIXED_SCOPE,
    SCOPE_TEXTS,
    consent_page,
    refusal_page,
)
from sandbox.tiktok.oauth.grants import Consent
from sandbox.tiktok.oauth.redirect_uris import AppType, is_registered
from sandbox.tiktok.users import User
from sandbox.tiktok.world import WORLD, World

SESSION_COOKIE = "sandbox_session"
ALWAYS_ASK = "1"


class AuthorizeRefused(Exception):
    """The request is wrong: shown on TikTok's own page, never sent to the callback."""

    def __init__(self, error: str, error_type: str, err_code: str = "") -> None:
        super().__init__(error_type)
        self.query = {"error": error, "error_type": error_type}
        if err_code:
            self.query["errCode"] = err_code


@dataclass(frozen=True)
class AuthorizeRequest:
    """An authorize query that has passed every check."""

    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    challenge: str | None
    always_ask: bool


def read_authorize_request(query: Mapping[str, str], world: World) -> AuthorizeRequest:
    """Raise AuthorizeRefused with what the browser's address bar would show."""
    # https://developers.tiktok.com/doc/login-kit-web
    if not query.get("client_key"):
        raise AuthorizeRefused("param_error", "client_key", "10003")
    if query["client_key"] != world.settings.client_key:
        raise AuthorizeRefused("unauthorized_client", "client_key")
    redirect_uri = query.get("redirect_uri", "")
    if not is_registered(redirect_uri, world.settings.redirect_uris):
        raise AuthorizeRefused("invalid_request", "redirect_uri")
    if query.get("response_type") != "code":
        raise AuthorizeRefused("unsupported_response_type", "response_type")
    if not query.get("state"):
        raise AuthorizeRefused("param_error", "state")
    return AuthorizeRequest(
        redirect_uri=redirect_uri,
        scopes=_read_scopes(query.get("scope", ""), world.switches.app_scopes),
        state=query["state"],
        challenge=_read_challenge(query, world.settings.app_type, world.switches.pkce_web),
        always_ask=query.get("disable_auto_auth") == ALWAYS_ASK,
    )


def _read_scopes(joined: str, app_scopes: str) -> tuple[str, ...]:
    """Comma-joined only: a space makes one unknown scope of several."""
    scopes = tuple(joined.split(","))
    given = SCOPE_TEXTS.keys() if app_scopes == "all" else set(app_scopes.split(","))
    if not all(scope in SCOPE_TEXTS and scope in given for scope in scopes):
        raise AuthorizeRefused("invalid_scope", "scope")
    return tuple(dict.fromkeys(scopes))


def _read_challenge(query: Mapping[str, str], app_type: AppType, pkce_web: str) -> str | None:
    """None where the exchange does not ask for a verifier."""
    # https://developers.tiktok.com/doc/login-kit-desktop
    challenge = query.get("code_challenge")
    required = app_type == "desktop" or pkce_web == "required"
    if app_type == "web" and pkce_web == "ignore":
        return None
    if not challenge and required:
        raise AuthorizeRefused("param_error", "code_challenge", "10007")
    if challenge and query.get("code_challenge_method") != "S256":
        raise AuthorizeRefused("param_error", "code_challenge_method", "10008")
    return challenge or None


async def show_authorize(request: web.Request) -> web.Response:
    """Ask for consent, unless this browser's user has already given all of it."""
    world = request.app[WORLD]
    try:
        wanted = read_authorize_request(request.query, world)
    except AuthorizeRefused as refusal:
        return _to_refusal_page(request, refusal)
    user = world.content.users.by_handle(request.cookies.get(SESSION_COOKIE, ""))
    if user and not wanted.always_ask and _has_consented(world, user, wanted):
        return _grant(request, wanted, user, wanted.scopes)
    return consent_page(world.content.users, wanted.scopes)


async def decide_authorize(request: web.Request) -> web.Response:
    """Take the posted consent form; its address still carries the app's request."""
    world = request.app[WORLD]
    try:
        wanted = read_authorize_request(request.query, world)
    except AuthorizeRefused as refusal:
        return _to_refusal_page(request, refusal)
    form = await request.post()
    named = str(form.get("other") or form.get("user", ""))
    user = world.content.users.by_handle(named)
    if form.get("decision") != "allow" or user is None:
        request[NOTE].effect = "access_denied"
        return _back(
            wanted, {"error": "access_denied", "error_description": "denied", "state": wanted.state}
        )
    if world.switches.target_users and user.handle not in world.switches.target_users:
        return _to_refusal_page(request, AuthorizeRefused("access_denied", "target_user"))
    ticked = {str(scope) for scope in form.getall("scope", [])} | {FIXED_SCOPE}
    return _grant(request, wanted, user, tuple(s for s in wanted.scopes if s in ticked))


def _has_consented(world: World, user: User, wanted: AuthorizeRequest) -> bool:
    tokens = world.content.grants.valid(user.open_id, "refresh")
    return any(set(wanted.scopes) <= set(token.scopes) for token in tokens)


def _grant(
    request: web.Request, wanted: AuthorizeRequest, user: User, scopes: tuple[str, ...]
) -> web.Response:
    consent = Consent(user.open_id, scopes, wanted.redirect_uri, wanted.challenge)
    code = request.app[WORLD].content.grants.issue_code(consent)
    note(request, user=user.handle, scopes=",".join(scopes))
    query = {"code": code, "scopes": ",".join(scopes), "state": wanted.state}
    response = _back(wanted, query)
    response.set_cookie(SESSION_COOKIE, user.handle, httponly=True, samesite="Lax")
    return response


def _back(wanted: AuthorizeRequest, query: Mapping[str, str]) -> web.Response:
    """Redirect with `*` and `!` percent-encoded, as live callbacks have them."""
    # a plain header: aiohttp's own redirects would decode both characters again
    location = f"{wanted.redirect_uri}?{urlencode(query, quote_via=quote, safe='')}"
    return web.Response(status=HTTPStatus.FOUND, headers={"Location": location})


def _to_refusal_page(request: web.Request, refusal: AuthorizeRefused) -> web.Response:
    request[NOTE].effect = f"refused:{refusal}"
    query = urlencode({**refusal.query, "logid": new_log_id()})
    return web.Response(status=HTTPStatus.FOUND, headers={"Location": f"/v2/auth/error/?{query}"})


async def show_refusal(request: web.Request) -> web.Response:
    """The page on which a refused browser ends; the address bar shows the reason."""
    return refusal_page(request.query)
