"""Who calls an API endpoint, and whether they may."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from sandbox.stage.journal import note
from sandbox.tiktok.answers import ApiRefused
from sandbox.tiktok.users import User
from sandbox.tiktok.world import WORLD, World


@dataclass(frozen=True)
class Caller:
    """The user of a valid access token."""

    user: User
    scopes: frozenset[str]


def caller_of(request: web.Request, *any_of: str) -> Caller:
    """Check the bearer token, then that it has at least one of the scopes."""
    content = request.app[WORLD].content
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    token = content.grants.find_access(value) if scheme == "Bearer" else None
    if token is None:
        raise ApiRefused(HTTPStatus.UNAUTHORIZED, "access_token_invalid")
    note(request, open_id=token.open_id)
    if any_of and not set(any_of) & set(token.scopes):
        raise ApiRefused(HTTPStatus.UNAUTHORIZED, "scope_not_authorized")
    return Caller(content.users.by_open_id(token.open_id), frozenset(token.scopes))


def admit(world: World, key: tuple[str, str], limit: int) -> None:
    """Take a place in the sliding window, or answer 429 without a Retry-After; 0 is no limit."""
    if not limit:
        return
    now = world.clock.now()
    window = (now - world.switches.limit_window, now)
    if not world.content.limits.admit(key, limit, window):
        raise ApiRefused(HTTPStatus.TOO_MANY_REQUESTS, "rate_limit_exceeded")


def admit_display(world: World, request: web.Request, caller: Caller) -> None:
    """Admit a call to the display endpoints; whether users share their limit is a switch."""
    by_app = world.switches.display_limit_key == "app"
    key = world.settings.client_key if by_app else caller.user.open_id
    admit(world, (request.path, key), world.switches.display_per_minute)


@contextmanager
def admitted_init(world: World, request: web.Request, caller: Caller) -> Iterator[None]:
    """Admit an init; whether one refused later has used its place is a switch."""
    key = (request.path, caller.user.open_id)
    admit(world, key, world.switches.init_per_minute)
    try:
        yield
    except ApiRefused:
        if not world.switches.count_refused:
            world.content.limits.give_back(key)
        raise
