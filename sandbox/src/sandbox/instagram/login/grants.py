"""Codes and tokens: who may act for whom, with what, and until when."""

from collections.abc import Iterator

from sandbox.instagram.login.tokens import (
    APP_REMOVED,
    PREFIXES,
    Code,
    Grant,
    Life,
    Token,
    TokenKind,
)
from sandbox.instagram.switches import Switches
from sandbox.stage.clock import Clock
from sandbox.stage.mint import Mint


class Grants:
    """Issues and ends tokens; nothing here awaits, so requests do not interleave."""

    def __init__(self, mint: Mint, clock: Clock, switches: Switches) -> None:
        self._mint, self._clock, self._switches = mint, clock, switches
        self._grants: dict[str, Grant] = {}
        self._codes: dict[str, Code] = {}
        self._used: set[str] = set()
        self._tokens: dict[str, Token] = {}

    def __iter__(self) -> Iterator[Grant]:
        return iter(self._grants.values())

    def of(self, owner: str) -> Grant | None:
        """What somebody has allowed, if anything."""
        return self._grants.get(owner)

    def keep(self, grant: Grant) -> Grant:
        """Put it in place of what the owner had allowed by the same login.

        Permissions belong to the owner, so they change for tokens issued before, too.
        """
        known = self._grants.get(grant.owner)
        if known is None or known.login != grant.login:
            self._grants[grant.owner] = grant
            return grant
        known.permissions = grant.permissions
        known.page_ids, known.account_ids = grant.page_ids, grant.account_ids
        return known

    def forget(self, owner: str) -> None:
        """The app is removed: the owner's tokens are dead."""
        self.kill(owner, APP_REMOVED)
        self._grants.pop(owner, None)

    def issue_code(self, grant: Grant, redirect_uri: str) -> str:
        """A code for the callback."""
        value = self._mint.secret("code", 60, prefix="AQ", owner=grant.owner)
        ends_at = self._clock.now() + self._switches.code_ttl
        self._codes[value] = Code(grant, redirect_uri, ends_at)
        return value

    def code(self, value: str) -> Code | None:
        """The code of that value, if it was ever issued."""
        return self._codes.get(value)

    def use_up(self, value: str) -> bool:
        """Whether this is the code's first use."""
        is_first = value not in self._used
        self._used.add(value)
        return is_first

    def issue(self, kind: TokenKind, grant: Grant, life: Life) -> Token:
        """A new token."""
        prefix = PREFIXES[kind]
        value = self._mint.secret(f"{kind}_token", 120, prefix=prefix, owner=grant.owner)
        now = self._clock.now()
        ends_at = None if life.seconds is None else now + life.seconds
        data_access = now + self._switches.data_access_lifetime
        token = Token(
            value, kind, grant, now, ends_at, data_access, life.page_id, is_long=life.is_long
        )
        self._tokens[value] = token
        return token

    def page_token(self, parent: Token, page_id: str) -> Token:
        """The Page token of a user token: the same one each time, and as long-lived."""
        for token in self._tokens.values():
            same = (token.page_id, token.grant, token.is_long) == (
                page_id,
                parent.grant,
                parent.is_long,
            )
            if token.kind == "page" and same and not token.died_of:
                return token
        seconds = None if parent.is_long or parent.ends_at is None else self._left(parent)
        return self.issue("page", parent.grant, Life(seconds, parent.is_long, page_id))

    def _left(self, token: Token) -> float:
        return (token.ends_at or 0) - self._clock.now()

    def find(self, value: str) -> Token | None:
        """The token of that value, also a dead one."""
        return self._tokens.get(value)

    def owner_of(self, secret: str) -> str | None:
        """The owner of a code or token, valid or not."""
        held = self._codes.get(secret) or self._tokens.get(secret)
        return held.grant.owner if held else None

    def tokens_of(self, owner: str) -> list[Token]:
        """Somebody's tokens, oldest first, dead ones too."""
        return [token for token in self._tokens.values() if token.grant.owner == owner]

    def kill(self, owner: str, subcode: int) -> None:
        """Let every living token of somebody fail with the subcode."""
        for token in self.tokens_of(owner):
            token.died_of = token.died_of or subcode

    def expire(self, owner: str, remaining: float = 0) -> int:
        """Let somebody's tokens that end at all end in so many seconds; return how many."""
        ending = [token for token in self.tokens_of(owner) if token.ends_at is not None]
        for token in ending:
            token.ends_at = self._clock.now() + remaining
        return len(ending)
