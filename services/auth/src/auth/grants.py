"""Grants on their way to the provider service: sealed for it, and asked for on the account."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from uuid import UUID

import orjson

from auth.account import Account, Status, Wish, account_id
from auth.accounts import Accounts, Owner
from auth.errors import NotConnected
from common.errors import NotFound
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Pool
from contracts.auth import DisconnectRequested, GrantIssued
from platforms.tiktok.oauth import Tokens
from platforms.tiktok.user import User
from vault.envelope import seal
from vault.keyring import Keyring

log = get_logger(__name__)
OUTBOX = Outbox("auth")
PROVIDER = "tiktok"
TOPIC = f"grants.{PROVIDER}.v1"


def grant_place(account: UUID, sequence: int) -> dict[str, str]:
    """Give the associated data of sealed tokens: where they stand, and nowhere else."""
    return {"topic": TOPIC, "account_id": str(account), "sequence": str(sequence)}


class Grants:
    """Writes a grant and the account's wish in one transaction."""

    def __init__(self, pool: Pool, keyring: Keyring, client_key: str) -> None:
        self._pool, self._keyring, self._client_key = pool, keyring, client_key

    async def issue(self, user_id: UUID, tokens: Tokens, user: User) -> UUID:
        """Hand the tokens over; they are in the clear nowhere but in this call."""
        owner = Owner(
            account_id(PROVIDER, self._client_key, tokens.open_id, user_id), user_id, PROVIDER
        )
        now = datetime.now(UTC)
        async with self._pool.connection() as connection:
            accounts = Accounts(connection)
            sequence = await accounts.next_sequence(owner)
            grant = GrantIssued(
                provider=PROVIDER,
                account_id=owner.account_id,
                user_id=user_id,
                client_key=self._client_key,
                platform_user_id=tokens.open_id,
                display_name=user.display_name,
                avatar_url=user.avatar_url or None,
                scopes=list(tokens.scopes),
                granted_at=now,
                expires_at=now + timedelta(seconds=tokens.expires_in),
                refresh_expires_at=now + timedelta(seconds=tokens.refresh_expires_in),
                sealed_tokens=self._sealed(tokens, grant_place(owner.account_id, sequence)),
            )
            request_id = await OUTBOX.append(connection, grant, sequence)
            await accounts.ask(owner.account_id, Wish.CONNECT, request_id, now)
        return owner.account_id

    def _sealed(self, tokens: Tokens, place: dict[str, str]) -> str:
        both = {"access_token": tokens.access_token, "refresh_token": tokens.refresh_token}
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
    log.info("disconnect requested", account_id=str(account), user_id=str(user_id))
    return asked or found
