"""Instagram Login: without a Facebook Page, on hosts of its own, with tokens that are extended.

https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-instagram-login/business-login
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from pydantic import AliasChoices, Field

from platforms.instagram.app import InstagramApp
from platforms.instagram.envelope import read_object
from platforms.instagram.requests import FORM, delete, get
from platforms.protocol import Parsed, PlatformId, Request, Text

PROFILE_FIELDS = (
    "id,user_id,username,name,account_type,profile_picture_url,followers_count,media_count"
)


class InstagramUser(Parsed):
    """The account that consented: `user_id` is the one that webhooks name.

    `scoped_id` is its id for our app alone, which Meta's callbacks name.
    """

    user_id: PlatformId = Field(validation_alias=AliasChoices("user_id", "id"))
    scoped_id: PlatformId | None = Field(default=None, validation_alias="id")
    username: Text = ""
    name: Text = ""
    account_type: Text = ""
    profile_picture_url: Text = ""
    followers_count: int = 0
    media_count: int = 0


def dialog_url(app: InstagramApp, redirect_uri: str, scopes: Sequence[str], state: str) -> str:
    """Give the address of Instagram's dialog, which asks even who has consented before."""
    query = {
        "client_id": app.app_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": ",".join(scopes),
        "state": state,
        "force_authentication": "1",
    }
    return f"{app.dialog_url}/oauth/authorize?{urlencode(query)}"


def exchange_request(app: InstagramApp, code: str, redirect_uri: str) -> Request:
    """Trade a code, once, for a token of an hour."""
    fields = {
        "client_id": app.app_id,
        "client_secret": app.app_secret,
        "grant_type": "authorization_code",
        "redirect_uri": redirect_uri,
        "code": code,
    }
    url = f"{app.exchange_url}/oauth/access_token"
    return Request("POST", url, {"Content-Type": FORM}, urlencode(fields).encode())


def lengthen_request(app: InstagramApp, token: str) -> Request:
    """Trade the token of an hour for one of 60 days; the address holds secret and token."""
    query = {
        "grant_type": "ig_exchange_token",
        "client_secret": app.app_secret,
        "access_token": token,
    }
    return Request("GET", f"{app.graph_url}/access_token?{urlencode(query)}")


def extend_request(app: InstagramApp, token: str) -> Request:
    """Begin another 60 days; the token must be a day old and still work."""
    query = {"grant_type": "ig_refresh_token", "access_token": token}
    return Request("GET", f"{app.graph_url}/refresh_access_token?{urlencode(query)}")


def user_request(app: InstagramApp, token: str) -> Request:
    """Ask which account this is."""
    return get(app, token, app.path("me"), fields=PROFILE_FIELDS)


def revoke_request(app: InstagramApp, token: str) -> Request:
    """Remove the app for this account."""
    return delete(app, token, app.path("me", "permissions"))


def read_user(status: int, headers: Mapping[str, str], body: bytes) -> InstagramUser:
    """Give the account."""
    return read_object(InstagramUser, status, headers, body)
