"""Session tokens: signed, good for ten minutes of a session."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from auth.sign_in.keys import SigningKey
from auth.sign_in.users import User
from common.sessions import AUDIENCE, ISSUER, Session

LIFETIME = timedelta(minutes=10)
CONNECT_PURPOSE = "connect"


@dataclass(frozen=True, slots=True)
class Issued:
    """A session with the token that opens it."""

    session: Session
    token: str = field(repr=False)


def new_session_id() -> str:
    """Give 128 random bits, as the sid of a session."""
    return secrets.token_urlsafe(16)


def new_csrf() -> str:
    """Give the value that proves that a request was meant (against CSRF)."""
    return secrets.token_urlsafe(16)


class TokenIssuer:
    """Signs session tokens."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key

    def issue(self, session_id: str, user: User, csrf: str, ends_at: datetime) -> Issued:
        """Sign a token of ten minutes that does not outlive its session."""
        now = datetime.now(UTC)
        expires_at = min(now + LIFETIME, ends_at).replace(microsecond=0)
        session = Session(session_id, str(user.user_id), csrf, expires_at, user.role)
        return Issued(session, self._key.sign(claims(session, now)))

    def issue_hosted(self, session_id: str, user_id: UUID, ends_at: datetime) -> Issued:
        """Sign a connect token: a session token with that purpose, as long-lived as its session."""
        session = Session(session_id, str(user_id), new_csrf(), ends_at.replace(microsecond=0))
        with_purpose = claims(session, datetime.now(UTC)) | {"purpose": CONNECT_PURPOSE}
        return Issued(session, self._key.sign(with_purpose))


def claims(session: Session, now: datetime) -> dict[str, object]:
    """Give the token's claims (RFC 7519)."""
    return {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": session.user_id,
        "sid": session.id,
        "csrf": session.csrf,
        "role": session.role,
        "iat": int(now.timestamp()),
        "exp": int(session.expires_at.timestamp()),
    }
