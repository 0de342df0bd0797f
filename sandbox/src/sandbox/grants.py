"""Authorization codes and tokens: who may act for whom, and until when."""

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from sandbox.answers import OAuthRefused
from sandbox.clock import Clock
from sandbox.mint import Mint
from sandbox.switches import Switches

TokenKind = Literal["access", "refresh"]


@dataclass(frozen=True)
class Consent:
    """What a user agreed to, and to which request of the app."""

    open_id: str
    scopes: tuple[str, ...]
    redirect_uri: str
    challenge: str | None


@dataclass
class Token:
    """An access or refresh token; `ends_at` moves when it is replaced or expired by hand."""

    value: str
    open_id: str
    scopes: tuple[str, ...]
    ends_at: float


@dataclass(frozen=True)
class TokenPair:
    """What an exchange or a refresh answers."""

    access: Token
    refresh: Token


@dataclass
class Books:
    """Everything that is alive or once was."""

    codes: dict[str, tuple[Consent, float]] = field(default_factory=dict)
    access: dict[str, Token] = field(default_factory=dict)
    refresh: dict[str, Token] = field(default_factory=dict)
    refreshes: int = 0


class Grants:
    """Issues, rotates and ends tokens; nothing here awaits, so no two requests interleave."""

    def __init__(self, mint: Mint, clock: Clock, switches: Switches) -> None:
        self._mint, self._clock, self._switches = mint, clock, switches
        self._books = Books()

    def issue_code(self, consent: Consent) -> str:
        """A code for the callback: good for one exchange within `code_ttl`."""
        code = self._mint.code(consent.open_id)
        self._books.codes[code] = (consent, self._clock.now() + self._switches.code_ttl)
        return code

    def exchange(self, code: str, redirect_uri: str, verifier: str) -> TokenPair:
        """Spend a code; an exchange refused for its other parameters leaves it unspent."""
        consent, ends_at = self._books.codes.get(code, (None, 0.0))
        if consent is None or self._clock.now() >= ends_at:
            raise OAuthRefused("invalid_grant", "Authorization code is expired.")
        if redirect_uri != consent.redirect_uri:
            raise OAuthRefused(
                "invalid_request",
                "Redirect_uri is not matched with the uri when requesting code.",
            )
        if consent.challenge is not None and hex_challenge(verifier) != consent.challenge:
            raise OAuthRefused("invalid_request", "Code verifier or code challenge is invalid.")
        del self._books.codes[code]
        return TokenPair(self._new_access(consent), self._new_refresh(consent, None))

    def refresh(self, value: str) -> TokenPair:
        """A new access token; the refresh token is replaced as `rotation` says."""
        old = self._books.refresh.get(value)
        now = self._clock.now()
        if old is None or now >= old.ends_at:
            raise OAuthRefused("invalid_grant", "Refresh token is invalid or expired.")
        if self._switches.old_access == "revoke":
            self.expire(old.open_id, "access")
        self._books.refreshes += 1
        access = self._new_access(old)
        if not self._rotates():
            return TokenPair(access, old)
        fixed_end = old.ends_at if self._switches.refresh_window == "fixed" else None
        fresh = self._new_refresh(old, fixed_end)
        old.ends_at = min(old.ends_at, now + self._switches.grace_seconds)
        return TokenPair(access, fresh)

    def revoke(self, access_value: str) -> str:
        """End the whole authorization a living access token belongs to; answers whose it was."""
        token = self.find_access(access_value)
        if token is None:
            raise OAuthRefused("invalid_request", "The access token is unknown or expired.")
        self.withdraw(token.open_id)
        return token.open_id

    def withdraw(self, open_id: str) -> None:
        """Forget every code and token of the user."""
        books = self._books
        books.codes = {c: kept for c, kept in books.codes.items() if kept[0].open_id != open_id}
        books.access = {v: t for v, t in books.access.items() if t.open_id != open_id}
        books.refresh = {v: t for v, t in books.refresh.items() if t.open_id != open_id}

    def expire(self, open_id: str, kind: TokenKind) -> int:
        """End the user's tokens of one kind now; answers how many were alive."""
        book = self._books.access if kind == "access" else self._books.refresh
        now = self._clock.now()
        alive = [t for t in book.values() if t.open_id == open_id and now < t.ends_at]
        for token in alive:
            token.ends_at = now
        return len(alive)

    def find_access(self, value: str) -> Token | None:
        """The access token, if it is alive."""
        token = self._books.access.get(value)
        return token if token and self._clock.now() < token.ends_at else None

    def open_id_of(self, secret: str) -> str | None:
        """Whose code or token it is, dead or alive."""
        books = self._books
        if secret in books.codes:
            return books.codes[secret][0].open_id
        token = books.access.get(secret) or books.refresh.get(secret)
        return token.open_id if token else None

    def is_authorized(self, open_id: str) -> bool:
        """Whether the user still trusts the app: expired access alone does not end that."""
        return bool(self.alive(open_id, "refresh"))

    def alive(self, open_id: str, kind: TokenKind) -> list[Token]:
        """The user's living tokens of one kind, oldest first."""
        book = self._books.access if kind == "access" else self._books.refresh
        now = self._clock.now()
        return [t for t in book.values() if t.open_id == open_id and now < t.ends_at]

    def _rotates(self) -> bool:
        rotation = self._switches.rotation
        return rotation == "always" or (rotation == "sometimes" and self._books.refreshes % 2 == 0)

    def _new_access(self, source: Consent | Token) -> Token:
        ends_at = self._clock.now() + self._switches.access_token_lifetime
        value = self._mint.access_token(source.open_id)
        token = Token(value, source.open_id, source.scopes, ends_at)
        self._books.access[value] = token
        return token

    def _new_refresh(self, source: Consent | Token, fixed_end: float | None) -> Token:
        ends_at = fixed_end or self._clock.now() + self._switches.refresh_token_lifetime
        value = self._mint.refresh_token(source.open_id)
        token = Token(value, source.open_id, source.scopes, ends_at)
        self._books.refresh[value] = token
        return token


def hex_challenge(verifier: str) -> str:
    """TikTok's PKCE challenge is lower-case hex, not base64url."""
    # https://developers.tiktok.com/doc/login-kit-desktop
    return hashlib.sha256(verifier.encode()).hexdigest()
