"""Facebook Login, and Unified Login, which differs by a configuration in place of scopes.

https://developers.facebook.com/documentation/facebook-login/guides/advanced/manual-flow
https://developers.facebook.com/documentation/facebook-login/guides/access-tokens/get-long-lived
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from pydantic import Field

from platforms.instagram.app import InstagramApp
from platforms.instagram.envelope import read_object
from platforms.instagram.requests import FORM, delete, get
from platforms.protocol import Parsed, PlatformId, Request, Text


class Permission(Parsed):
    """A permission and what the person made of it: `granted`, `declined` or `expired`."""

    permission: str
    status: str


class _Permissions(Parsed):
    data: tuple[Permission, ...]


class Person(Parsed):
    """Who consented; `id` is app-scoped, and the callbacks of Meta name it."""

    id: PlatformId
    name: Text = ""


class GranularScope(Parsed):
    """A scope and the objects that it is good for; without targets it is good for all."""

    scope: str
    target_ids: tuple[PlatformId, ...] = ()


class TokenFacts(Parsed):
    """What Meta knows of a token; times in Unix seconds, 0 for never."""

    is_valid: bool
    app_id: PlatformId | None = None
    user_id: PlatformId | None = None
    expires_at: int = Field(default=0, ge=0)
    data_access_expires_at: int = Field(default=0, ge=0)
    scopes: tuple[str, ...] = ()
    granular_scopes: tuple[GranularScope, ...] = ()

    def targets(self, scope: str) -> tuple[str, ...]:
        """Give the objects that the person chose for a scope."""
        found = (granted for granted in self.granular_scopes if granted.scope == scope)
        return tuple(target for granted in found for target in granted.target_ids)


class _TokenFacts(Parsed):
    data: TokenFacts


def dialog_url(app: InstagramApp, redirect_uri: str, scopes: Sequence[str], state: str) -> str:
    """Give the address of Facebook's dialog, which asks again for what was declined before."""
    query = {
        "client_id": app.app_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "state": state,
        "auth_type": "rerequest",
        **({"config_id": app.config_id} if app.config_id else {"scope": ",".join(scopes)}),
    }
    return f"{app.dialog_url}/{app.version}/dialog/oauth?{urlencode(query)}"


def exchange_request(app: InstagramApp, code: str, redirect_uri: str) -> Request:
    """Trade a code, once, for a short token; as a form, so that no address holds the secret."""
    return _token_request(app, {"code": code, "redirect_uri": redirect_uri})


def extend_request(app: InstagramApp, token: str) -> Request:
    """Trade a user token that still works for one of about 60 days."""
    grant = {"grant_type": "fb_exchange_token", "fb_exchange_token": token}
    return _token_request(app, grant)


def person_request(app: InstagramApp, token: str) -> Request:
    """Ask who consented."""
    return get(app, token, app.path("me"), fields="id,name")


def permissions_request(app: InstagramApp, token: str) -> Request:
    """Ask what was granted: a person may decline single permissions."""
    return get(app, token, app.path("me", "permissions"))


def inspect_request(app: InstagramApp, token: str) -> Request:
    """Ask what Meta knows of a token, in the name of the app."""
    return get(app, app.app_token, app.path("debug_token"), input_token=token)


def revoke_request(app: InstagramApp, token: str, person_id: str) -> Request:
    """Remove the app for this person: every account that they connected ends with it."""
    return delete(app, token, app.path(person_id, "permissions"))


def read_person(status: int, headers: Mapping[str, str], body: bytes) -> Person:
    """Give the person."""
    return read_object(Person, status, headers, body)


def read_granted(status: int, headers: Mapping[str, str], body: bytes) -> frozenset[str]:
    """Give the names of what is granted now."""
    told = read_object(_Permissions, status, headers, body).data
    return frozenset(found.permission for found in told if found.status == "granted")


def read_facts(status: int, headers: Mapping[str, str], body: bytes) -> TokenFacts:
    """Give what Meta knows of the token."""
    return read_object(_TokenFacts, status, headers, body).data


def _token_request(app: InstagramApp, fields: Mapping[str, str]) -> Request:
    client = {"client_id": app.app_id, "client_secret": app.app_secret}
    url = f"{app.exchange_url}{app.path('oauth', 'access_token')}"
    return Request("POST", url, {"Content-Type": FORM}, urlencode({**client, **fields}).encode())
