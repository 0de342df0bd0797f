"""A provider service's accounts over a platform that answers as a test wants."""

import json
from base64 import b64encode
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from accounts.grants import GrantHandler
from accounts.lifecycle import Lifecycle
from accounts.platform import Platform
from accounts.store import OAuthAccount
from accounts.tokens.credential import GivenTokens, IssuedTokens
from accounts.tokens.tokens import AccountTokens
from common.event import Delivered, Envelope, Event
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts.auth import GrantIssued
from platforms.errors import PlatformError
from vault.envelope import seal
from vault.keyring import Keyring

from .support import DAY, row

PROVIDER = "pictures"
OFFSETS = count()
GRANTS = Keyring("g", {"g": b"g" * 32})


@dataclass(frozen=True)
class Person:
    """Who an account is, as the platform shows it."""

    display_name: str = ""
    username: str = ""
    avatar_url: str = ""


@dataclass
class Calls:
    """What the platform was asked, and the errors that it answers with, by call."""

    asked: list[str] = field(default_factory=list)
    errors: dict[str, list[PlatformError]] = field(default_factory=dict)
    person: Person = field(default_factory=Person)

    async def refresh(self, refresh_token: str, /) -> GivenTokens:
        self._answer("refresh")
        return IssuedTokens("act.2", refresh_token, DAY, None)

    async def user_info(self, token: str, granted_scopes: Collection[str], /) -> Person:
        self._answer("user_info")
        return self.person

    async def revoke(self, access_token: str, /) -> None:
        self._answer("revoke")

    def _answer(self, call: str) -> None:
        self.asked.append(call)
        if self.errors.get(call):
            raise self.errors[call].pop(0)


class Scene:
    """The parts of a service, and what its outbox holds."""

    def __init__(self, pool: Pool, keyring: Keyring) -> None:
        self.pool, self.calls, self.outbox = pool, Calls(), Outbox(PROVIDER)
        self.platform = Platform(PROVIDER, "Pictures", lambda _account: self.calls)
        self.tokens = AccountTokens(pool, keyring, self.platform, self.outbox)
        self.lifecycle = Lifecycle(pool, self.outbox, self.tokens, self.platform)
        self.connected: list[UUID] = []
        self.granted: dict[UUID, GrantIssued] = {}
        self.grants = GrantHandler(
            self.platform, self.outbox, GRANTS, self.tokens, self._on_connected
        )

    async def _on_connected(self, _connection: Connection, grant: GrantIssued) -> None:
        self.connected.append(grant.account_id)

    async def connect(self, name: str, **more: Any) -> UUID:
        """Take a grant over; gives the account's id."""
        account_id = uuid4()
        now = datetime.now(UTC)
        grant = GrantIssued(
            provider=PROVIDER,
            account_id=account_id,
            user_id=uuid4(),
            client_key="app",
            platform_user_id=name,
            scopes=["read"],
            granted_at=now,
            sealed_tokens=sealed(account_id, 1),
            **{"display_name": name, "expires_at": now + timedelta(days=1)} | more,
        )
        self.granted[account_id] = grant
        async with self.pool.connection() as connection:
            await self.grants.connect(connection, delivered(grant, 1))
        return account_id

    def sealed_again(self, grant: GrantIssued, sequence: int) -> GrantIssued:
        """Give the grant with tokens that fit another sequence."""
        return grant.model_copy(update={"sealed_tokens": sealed(grant.account_id, sequence)})

    async def account(self, account_id: UUID) -> OAuthAccount:
        """Give the row as it is now."""
        return await row(self.pool, account_id)

    async def events(self) -> list[tuple[str, dict[str, Any]]]:
        """Give what the outbox holds, in order: types and values."""
        async with self.pool.connection() as connection:
            cursor = await connection.execute("SELECT headers, value FROM outbox ORDER BY id")
            return [
                (dict(headers)["ce_type"], json.loads(value))
                for headers, value in await cursor.fetchall()
            ]

    async def kinds(self) -> list[str]:
        """Give the outbox's types by their short names."""
        return [kind.split(".")[1] for kind, _ in await self.events()]


def sealed(account_id: UUID, sequence: int) -> str:
    """Seal two tokens as `auth` does for the provider service."""
    place = {
        "topic": f"grants.{PROVIDER}.v1",
        "account_id": str(account_id),
        "sequence": str(sequence),
    }
    secrets = {"access_token": "act.1", "refresh_token": "rft.1"}
    return b64encode(seal(GRANTS, json.dumps(secrets).encode(), place)).decode()


def delivered(event: Event, sequence: int) -> Delivered:
    """Give a record as the consumer hands it over."""
    envelope = Envelope(
        str(uuid4()), event.TYPE, "/test", event.subject, datetime.now(UTC), sequence
    )
    offset = next(OFFSETS)
    return Delivered(event.topic, 0, offset, event.key, envelope, event, {}, event.value())
