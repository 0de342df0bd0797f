"""Grants on their way to the provider service: sealed for it, and asked for on the account."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from uuid import UUID

import orjson
from pydantic import BaseModel, ConfigDict, Field

from auth.accounts.account import Account, Status, Wish, account_id
from auth.accounts.store import Accounts, Owner
from auth.connect.flow import PROVIDER
from auth.errors import NotConnected
from auth.outbox import OUTBOX
from common import metrics
from common.errors import NotFound
from common.logs import get_logger
from common.postgres import Connection, Pool
from contracts.auth import DisconnectRequested, GrantIssued
from platforms.tiktok.oauth import Tokens
from platforms.tiktok.user import User
from vault.envelope import seal
from vault.keyring import Keyring

log = get_logger(__name__)
TOPIC = f"grants.{PROVIDER}.v1"


class Granted(BaseModel):
    """What a person allowed at the platform, and who that person is there."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    access_token: str = Field(repr=False)
    refresh_token: str = Field(repr=False)
    platform_user_id: str
    scopes: list[str]
    display_name: str
    avatar_url: str | None
    granted_at: datetime
    expires_at: datetime
    refresh_expires_at: datetime

    @classmethod
    def of(cls, tokens: Tokens, user: User) -> "Granted":
        """Count the lifetimes from now: the answer has just come."""
        now = datetime.now(UTC)
        return cls(
            access_token=tokens.access_token,
            refresh_token=tokens.refresh_token,
            platform_user_id=tokens.open_id,
            scopes=list(tokens.scopes),
            display_name=user.display_name,
            avatar_url=user.avatar_url or None,
            granted_at=now,
            expires_at=now + timedelta(seconds=tokens.expires_in),
            refresh_expires_at=now + timedelta(seconds=tokens.refresh_expires_in),
        )


def grant_place(account: UUID, sequence: int) -> dict[str, str]:
    """Give the associated data of sealed tokens: where they stand, and nowhere else."""
    return {"topic": TOPIC, "account_id": str(account), "sequence": str(sequence)}


class Grants:
    """Writes a grant and the account's wish in the caller's transaction."""

    def __init__(self, keyring: Keyring, client_key: str) -> None:
        self._keyring, self._client_key = keyring, client_key

    async def issue(self, connection: Connection, user_id: UUID, granted: Granted) -> UUID:
        """Hand the tokens over, sealed for the provider service; gives the account's id."""
        platform_user_id = granted.platform_user_id
        account = account_id(PROVIDER, self._client_key, platform_user_id, user_id)
        accounts = Accounts(connection)
        sequence = await accounts.next_sequence(Owner(account, user_id, PROVIDER))
        grant = GrantIssued(
            provider=PROVIDER,
            account_id=account,
            user_id=user_id,
            client_key=self._client_key,
            sealed_tokens=self._sealed(granted, grant_place(account, sequence)),
            **granted.model_dump(exclude={"access_token", "refresh_token"}),
        )
        request_id = await OUTBOX.append(connection, grant, sequence)
        await accounts.ask(account, Wish.CONNECT, request_id, granted.granted_at)
        await accounts.is_of(account, platform_user_id)
        return account

    def _sealed(self, granted: Granted, place: dict[str, str]) -> str:
        both = granted.model_dump(include={"access_token", "refresh_token"})
        return b64encode(seal(self._keyring, orjson.dumps(both), place)).decode()


async def disconnect(pool: Pool, account: UUID, user_id: UUID) -> Account:
    """Ask the provider service to end the account; asking again changes nothing."""
    async with pool.connection() as connection:
        accounts = Accounts(connection)
        found = await accounts.lock(account, user_id)
        if found is None:
            raise NotFound("There is no such account.")
        if found.status is Status.REFUSED:
            raise NotConnected("This account was never connected, so there is nothing to end.")
        if found.status in {Status.DISCONNECTING, Status.DISCONNECTED}:
            return found
        sequence = await accounts.next_sequence(Owner(account, user_id, found.provider))
        wish = DisconnectRequested(provider=found.provider, account_id=account, user_id=user_id)
        request_id = await OUTBOX.append(connection, wish, sequence)
        await accounts.ask(account, Wish.DISCONNECT, request_id, datetime.now(UTC))
        asked = await accounts.lock(account, user_id)
    metrics.OAUTH_STEPS.labels(found.provider, "disconnect_requested").inc()
    log.info("disconnect requested", account_id=str(account), user_id=str(user_id))
    return asked or found
