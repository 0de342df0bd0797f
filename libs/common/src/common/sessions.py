"""Who is asking: a signed session token that every service verifies alone.

The token (EdDSA, ten minutes) comes in a cookie or as a Bearer. A cookie session must also show
that the request was meant: `X-CSRF-Token` and no foreign `Origin`.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import jwt
from aiohttp import web
from jwt import PyJWK, PyJWKSet
from jwt.types import Options

from common.errors import Forbidden, NotSignedIn

ISSUER = "postlog"
AUDIENCE = "postlog-api"
# A clock behind the issuer's must not refuse a fresh token: only `exp` bounds it in time.
CLAIMS: Options = {"require": ["exp", "iat", "sub", "sid", "csrf"], "verify_iat": False}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
Role = Literal["user", "operator"]


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in user, as the token says it; an operator runs this Postlog for all its users."""

    id: str
    user_id: str
    csrf: str
    expires_at: datetime
    role: Role = "user"


def cookie_name(public_url: str) -> str:
    """Give the cookie's name: `__Host-` wants https, which a loopback address does without."""
    return "__Host-session" if public_url.startswith("https://") else "session"


class SessionKeys:
    """The public keys (a JWK set) that tokens may be signed with; two during a rotation."""

    def __init__(self, keys: dict[str, PyJWK]) -> None:
        self._keys = keys

    @classmethod
    def load(cls, path: Path) -> "SessionKeys":
        """Read a JWK set file; raises ValueError where it holds no Ed25519 key."""
        found = PyJWKSet.from_json(path.read_text()).keys
        keys = {key.key_id: key for key in found if key.key_id and key.algorithm_name == "EdDSA"}
        if not keys:
            raise ValueError(f"{path} holds no EdDSA key with a key id")
        return cls(keys)

    def read(self, token: str, leeway: float = 0.0) -> Session:
        """Verify a token; raises `NotSignedIn`. `leeway` accepts one expired that long ago."""
        try:
            header = jwt.get_unverified_header(token)
            # Never a token of another kind: https://www.rfc-editor.org/rfc/rfc8725#section-3.11
            key = self._keys[header["kid"] if header.get("typ") == "JWT" else ""]
            claims = jwt.decode(
                token,
                key,
                algorithms=["EdDSA"],
                audience=AUDIENCE,
                issuer=ISSUER,
                leeway=leeway,
                options=CLAIMS,
            )
            expires_at = datetime.fromtimestamp(claims["exp"], UTC)
            role: Role = "operator" if claims.get("role") == "operator" else "user"
            return Session(str(claims["sid"]), claims["sub"], str(claims["csrf"]), expires_at, role)
        except (jwt.InvalidTokenError, LookupError, TypeError, ValueError, OverflowError) as error:
            raise NotSignedIn("Your session has ended; sign in again.") from error


class SessionGate:
    """Lets a request through as a session, or refuses it."""

    def __init__(
        self, keys: SessionKeys, public_url: str, is_revoked: Callable[[str], bool]
    ) -> None:
        self._keys, self._is_revoked = keys, is_revoked
        self._cookie = cookie_name(public_url)
        parts = urlsplit(public_url)
        self._origin = f"{parts.scheme}://{parts.netloc}"

    def token(self, request: web.Request) -> tuple[str, bool]:
        """Give the token and whether it came as a cookie; raises `NotSignedIn`."""
        scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and bearer:
            return bearer.strip(), False
        cookie = request.cookies.get(self._cookie)
        if not cookie:
            raise NotSignedIn("Sign in first.")
        return cookie, True

    def session(self, request: web.Request) -> Session:
        """Give the request's session; raises `NotSignedIn` or `Forbidden`."""
        token, by_cookie = self.token(request)
        session = self._keys.read(token)
        if self._is_revoked(session.id):
            raise NotSignedIn("Your session has ended; sign in again.")
        if by_cookie and request.method not in SAFE_METHODS:
            self.check_intent(request, session)
        return session

    def has_ended(self, session: Session) -> bool:
        """Tell whether a session that was let through would be refused by now."""
        return datetime.now(UTC) >= session.expires_at or self._is_revoked(session.id)

    def check_intent(self, request: web.Request, session: Session) -> None:
        """Refuse a change that another site could have sent with the user's cookie."""
        self.check_origin(request)
        given = request.headers.get("X-CSRF-Token", "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, session.csrf.encode()):
            raise Forbidden("X-CSRF-Token is missing or wrong; GET /api/auth/session gives it.")

    def check_origin(self, request: web.Request) -> None:
        """Refuse what a browser says comes from another site."""
        if request.headers.get("Origin", self._origin) != self._origin:
            raise Forbidden("This request comes from another site.")
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            raise Forbidden("This request comes from another site.")


GATE = web.AppKey[SessionGate]("gate")


def signed_in(request: web.Request) -> Session:
    """Give the session of a request to an app that has a gate."""
    return request.app[GATE].session(request)


def demand_operator(session: Session) -> Session:
    """Give an operator's session; raises `Forbidden` for anybody else's.

    Not 404: the routes are in a public document, so nothing is hidden, and the sentence helps.
    """
    if session.role != "operator":
        raise Forbidden("Only an operator of this Postlog may do this.")
    return session
