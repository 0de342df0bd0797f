"""Login Kit for Web: authorize, exchange, refresh and revoke as pure functions.

https://developers.tiktok.com/doc/oauth-user-access-token-management
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import urlencode

from pydantic import AliasChoices, BeforeValidator, Field

from platforms.errors import PlatformDown, PlatformError, RateLimited, Rejected
from platforms.protocol import Parsed, PlatformId, Request, Secret, parsed, retry_after
from platforms.tiktok.app import TikTokApp
from platforms.tiktok.codes import OAUTH_ERRORS
from platforms.tiktok.envelope import CODE, Envelope, log_id, refusal, unreadable

# The trailing slash is part of every path; JSON is not accepted here.
GRANT_PATH = "/v2/oauth/token/"
REVOKE_PATH = "/v2/oauth/revoke/"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LONGEST_LIFE = 10 * 366 * 86_400


def _split(scopes: object) -> object:
    return tuple(filter(None, scopes.split(","))) if isinstance(scopes, str) else scopes


Scopes = Annotated[tuple[str, ...], BeforeValidator(_split)]
Seconds = Annotated[int, Field(gt=0, le=LONGEST_LIFE)]


class Tokens(Parsed):
    """What a grant or a refresh gives; a refresh token that differs replaces the old one."""

    access_token: Secret = Field(repr=False)
    refresh_token: Secret = Field(repr=False)
    open_id: PlatformId
    expires_in: Seconds
    refresh_expires_in: Seconds
    scopes: Scopes = Field(default=(), validation_alias=AliasChoices("scope", "scopes"))


class OAuthRefusal(Parsed):
    """The flat error body of the OAuth endpoints."""

    error: str = Field(min_length=1)
    error_description: str = ""
    log_id: str | None = None


def authorize_url(
    app: TikTokApp,
    redirect_uri: str,
    scopes: Sequence[str],
    state: str,
    challenge: str | None,
    disable_auto_auth: bool = False,
) -> str:
    """Give the address of TikTok's consent page; a None challenge leaves PKCE out."""
    # Scopes are joined by commas, not spaces: https://developers.tiktok.com/doc/login-kit-web
    query = {
        "client_key": app.client_key,
        "response_type": "code",
        "scope": ",".join(scopes),
        "redirect_uri": redirect_uri,
        "state": state,
        "disable_auto_auth": str(int(disable_auto_auth)),
    }
    if challenge is not None:
        query |= {"code_challenge": challenge, "code_challenge_method": "S256"}
    return f"{app.authorize_url}?{urlencode(query)}"


def new_verifier(random: bytes) -> str:
    """Make a PKCE verifier of 43 to 128 unreserved characters from 32 to 96 random bytes."""
    if not 32 <= len(random) <= 96:
        raise ValueError("a verifier needs 32 to 96 random bytes")
    return urlsafe_b64encode(random).rstrip(b"=").decode()


def challenge(verifier: str) -> str:
    """Give TikTok's challenge: the digest in lower-case hex, not RFC 7636's base64url."""
    # https://developers.tiktok.com/doc/login-kit-desktop
    return hashlib.sha256(verifier.encode()).hexdigest()


def token_request(app: TikTokApp, code: str, redirect_uri: str, verifier: str | None) -> Request:
    """Exchange a code, as decoded once from the callback; it is good for one exchange."""
    fields = {"code": code, "grant_type": "authorization_code", "redirect_uri": redirect_uri}
    if verifier is not None:
        fields["code_verifier"] = verifier
    return _form(app, GRANT_PATH, fields)


def refresh_request(app: TikTokApp, refresh_token: str) -> Request:
    """Trade a refresh token, which must be taken for dead once this was sent."""
    return _form(app, GRANT_PATH, {"grant_type": "refresh_token", "refresh_token": refresh_token})


def revoke_request(app: TikTokApp, access_token: str) -> Request:
    """Withdraw the grant; an access token that has expired is refused as unknown."""
    return _form(app, REVOKE_PATH, {"token": access_token})


def read_tokens(status: int, headers: Mapping[str, str], body: bytes) -> Tokens:
    """Decide by the body alone: TikTok has answered errors with HTTP 200."""
    _refuse(status, headers, body)
    tokens = parsed(Tokens, body)
    if tokens is None:
        raise unreadable(status, headers, body)
    return tokens


def read_revoked(status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Take an empty body for success, as the page says, and JSON without an error too."""
    _refuse(status, headers, body)
    envelope = parsed(Envelope, body)
    if envelope is not None and envelope.error.code != "ok":
        raise refusal(envelope.error, status, headers)
    if not 200 <= status < 300 or (body.strip() and parsed(Parsed, body) is None):
        raise unreadable(status, headers, body)


def _refuse(status: int, headers: Mapping[str, str], body: bytes) -> None:
    refused = parsed(OAuthRefusal, body)
    if refused is not None:
        raise _error(refused, status, headers)


def _error(refused: OAuthRefusal, status: int, headers: Mapping[str, str]) -> PlatformError:
    code = refused.error if CODE.fullmatch(refused.error) else "unreadable_code"
    found, kind = log_id(headers, refused.log_id), OAUTH_ERRORS.get(code)
    message = refused.error_description
    if kind is not None:
        return kind(code, found, message=message)
    if status == 429 or code == "rate_limit_exceeded":
        return RateLimited(code, found, retry_after(headers), message=message)
    return (PlatformDown if status >= 500 else Rejected)(code, found, message=message)


def _form(app: TikTokApp, path: str, fields: Mapping[str, str]) -> Request:
    client = {"client_key": app.client_key, "client_secret": app.client_secret}
    return Request("POST", path, FORM, urlencode({**client, **fields}).encode())
