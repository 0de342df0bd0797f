"""Authorization codes and tokens: who may act for whom, and until when."""

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from sandbox.stage.clock import Clock
from sandbox.tiktok.answers import OAuthRefused
from sandbox.tiktok.secret_issuer import SecretIssuer
from sandbox.tiktok.switches import Switches

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
    """An access or refresh token; `ends_at` changes when it is replaced or expired by a test."""

    value: str
    open_id: str
    scopes: tuple[str, ...]
    ends_at: float


class Tokens:
    """Tokens of one kind, expired ones too, by value and by user."""

    def __init__(self) -> None:
        self._by_value: dict[str, Token] = {}
        self._by_user: dict[str, list[Token]] = {}

    def add(self, token: Token) -> None:
        """Keep a new one."""
        self._by_value[token.value] = token
        self._by_user.setdefault(token.open_id, []).append(token)

    def get(self, value: str) -> Token | None:
        """The token of that value."""
        return self._by_value.get(value)

    def of(self, open_id: str) -> list[Token]:
        """A user's tokens, oldest first."""
        return self._by_user.get(open_id, [])

    def forget(self, open_id: str) -> None:
        """Remove a user's tokens."""
        for token in self._by_user.pop(open_id, []):
            del self._by_value[token.value]


@dataclass(frozen=True)
class TokenPair:
    """What an exchange or a refresh answers."""

    access: Token
    refresh: Token


@dataclass
class Records:
    """All codes and tokens, expired ones too."""

    codes: dict[str, tuple[Consent, float]] = field(default_factory=dict)
    access: Tokens = field(default_factory=Tokens)
    refresh: Tokens = field(default_factory=Tokens)
    refreshes: int = 0


class Grants:
    """Issues, rotates and ends tokens; nothing here awaits, so requests do not interleave."""

    def __init__(self, secrets: SecretIssuer, clock: Clock, switches: Switches) -> None:
        self._secrets, self._clock, self._switches = secrets, clock, switches
        self._records = Records()

    def issue_code(self, consent: Consent) -> str:
        """A code for the callback: good for one exchange within `code_ttl`."""
        code = self._secrets.code(consent.open_id)
        self._records.codes[code] = (consent, self._clock.now() + self._switches.code_ttl)
        return code

    def exchange(self, code: str, redirect_uri: str, verifier: str) -> TokenPair:
        """Use up a code; if another parameter is wrong, the code stays usable.

        Raises OAuthRefused.
        """
        consent, ends_at = self._records.codes.get(code, (None, 0.0))
        if consent is None or self._clock.now() >= ends_at:
            raise OAuthRefused("invalid_grant", "Authorization code is expired.")
        if redirect_uri != consent.redirect_uri:
            raise OAuthRefused(
                "invalid_request",
                "Redirect_uri is not matched with the uri when requesting code.",
            )
        if consent.challenge is not None and hex_challenge(verifier) != consent.challenge:
            raise OAuthRefused("invalid_request", "Code verifier or code challenge is invalid.")
        del self._records.codes[code]
        return TokenPair(self._new_access(consent), self._new_refresh(consent, None))

    def refresh(self, value: str) -> TokenPair:
        """A new access token; `rotation` decides whether the refresh token is replaced too.

        Raises OAuthRefused for a refresh token that is unknown or expired.
        """
        old = self._records.refresh.get(value)
        now = self._clock.now()
        if old is None or now >= old.ends_at:
            raise OAuthRefused("invalid_grant", "Refresh token is invalid or expired.")
        if self._switches.old_access == "revoke":
            self.expire(old.open_id, "access")
        self._records.refreshes += 1
        access = self._new_access(old)
        if not self._rotates():
            return TokenPair(access, old)
        fixed_end = old.ends_at if self._switches.refresh_window == "fixed" else None
        fresh = self._new_refresh(old, fixed_end)
        old.ends_at = min(old.ends_at, now + self._switches.grace_seconds)
        return TokenPair(access, fresh)

    def issue_client_token(self) -> str:
        """A token of the app itself, which no user endpoint takes."""
        return self._secrets.client_token()

    def revoke(self, access_value: str) -> str:
        """End the whole authorization of a valid access token; return its user's open_id."""
        token = self.find_access(access_value)
        if token is None:
            refusal = self._switches.revoke_refusal
            raise OAuthRefused(refusal, "The access token is unknown or expired.")
        self.withdraw(token.open_id)
        return token.open_id

    def withdraw(self, open_id: str) -> None:
        """Forget every code and token of the user."""
        records = self._records
        records.codes = {c: kept for c, kept in records.codes.items() if kept[0].open_id != open_id}
        records.access.forget(open_id)
        records.refresh.forget(open_id)

    def expire(self, open_id: str, kind: TokenKind, remaining: float = 0) -> int:
        """Let the user's valid tokens of one kind end in `remaining` seconds; return how many."""
        valid = self.valid(open_id, kind)
        for token in valid:
            token.ends_at = self._clock.now() + remaining
        return len(valid)

    def find_access(self, value: str) -> Token | None:
        """The access token, if it is valid."""
        token = self._records.access.get(value)
        return token if token and self._clock.now() < token.ends_at else None

    def open_id_of(self, secret: str) -> str | None:
        """The user of a code or token, valid or not."""
        records = self._records
        if secret in records.codes:
            return records.codes[secret][0].open_id
        token = records.access.get(secret) or records.refresh.get(secret)
        return token.open_id if token else None

    def is_authorized(self, open_id: str) -> bool:
        """Whether the user is still connected; an expired access token does not end that."""
        return bool(self.valid(open_id, "refresh"))

    def valid(self, open_id: str, kind: TokenKind) -> list[Token]:
        """The user's valid tokens of one kind, oldest first."""
        tokens = self._records.access if kind == "access" else self._records.refresh
        now = self._clock.now()
        return [token for token in tokens.of(open_id) if now < token.ends_at]

    def _rotates(self) -> bool:
        rotation = self._switches.rotation
        return rotation == "always" or (
            rotation == "sometimes" and self._records.refreshes % 2 == 0
        )

    def _new_access(self, source: Consent | Token) -> Token:
        ends_at = self._clock.now() + self._switches.access_token_lifetime
        value = self._secrets.access_token(source.open_id)
        token = Token(value, source.open_id, source.scopes, ends_at)
        self._records.access.add(token)
        return token

    def _new_refresh(self, source: Consent | Token, fixed_end: float | None) -> Token:
        ends_at = fixed_end or self._clock.now() + self._switches.refresh_token_lifetime
        value = self._secrets.refresh_token(source.open_id)
        token = Token(value, source.open_id, source.scopes, ends_at)
        self._records.refresh.add(token)
        return token


def hex_challenge(verifier: str) -> str:
    """TikTok's PKCE challenge is lower-case hex, not base64url."""
    # https://developers.tiktok.com/doc/login-kit-desktop
    return hashlib.sha256(verifier.encode()).hexdigest()
