"""Both tokens of an account, sealed as one record that fits one place only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from accounts.store import OAuthAccount
from vault.envelope import CannotOpen, open_sealed, seal
from vault.keyring import Keyring
from vault.sealed_rows import SealedColumn


class GivenTokens(Protocol):
    """What a platform gives: one or two secrets, and their lives in seconds from the request.

    A life of None has no end that the platform tells of.
    """

    @property
    def access_token(self) -> str:
        """The token of calls."""

    @property
    def refresh_token(self) -> str | None:
        """The token that gets new ones, where there is one."""

    @property
    def expires_in(self) -> int | None:
        """The access token's life."""

    @property
    def refresh_expires_in(self) -> int | None:
        """The refresh token's life."""

    @property
    def scopes(self) -> tuple[str, ...]:
        """What was granted; empty where the platform does not say."""


@dataclass(frozen=True, slots=True)
class IssuedTokens:
    """Tokens where no platform's own class is at hand: those of a grant."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_in: int | None
    refresh_expires_in: int | None
    scopes: tuple[str, ...] = ()


class HeldTokens(BaseModel):
    """The sealed record's content."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    access_token: str = Field(repr=False)
    refresh_token: str | None = Field(default=None, repr=False)


def seal_tokens(
    keyring: Keyring, account: OAuthAccount, version: int, tokens: GivenTokens
) -> bytes:
    """Seal for this account and this version."""
    held = HeldTokens(access_token=tokens.access_token, refresh_token=tokens.refresh_token)
    place = token_place(account.account_id, account.provider, version)
    return seal(keyring, held.model_dump_json().encode(), place)


def open_tokens(keyring: Keyring, account: OAuthAccount) -> HeldTokens:
    """Open the row's tokens, or raise `SealBroken`."""
    place = token_place(account.account_id, account.provider, account.token_version)
    plaintext = open_sealed(keyring, account.sealed_tokens or b"", place)
    try:
        return HeldTokens.model_validate_json(plaintext)
    except ValidationError:
        pass
    raise CannotOpen


def token_place(account_id: UUID, provider: str, token_version: int) -> Mapping[str, str]:
    """Name the place of an account's tokens: nowhere else, and in no other version, they open."""
    return {
        "provider": provider,
        "account_id": str(account_id),
        "field": "tokens",
        "token_version": str(token_version),
    }


SEALED_TOKENS = SealedColumn(
    "oauth_accounts", "sealed_tokens", ("account_id",), token_place, ("provider", "token_version")
)
