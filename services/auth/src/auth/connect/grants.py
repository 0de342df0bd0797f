"""Grants for the provider services: the tokens are sealed, and the account waits for its answer."""

from base64 import b64encode
from uuid import UUID

import orjson

from auth.accounts.account import Wish, account_id
from auth.accounts.store import Accounts, Identity, Owner
from auth.connect.login import Granted
from auth.connect.logins import OpenLogin
from auth.database import OUTBOX
from common.postgres import Connection
from contracts.auth import GrantIssued
from vault.envelope import seal

SECRETS = {"access_token", "refresh_token"}


async def issue_grant(
    connection: Connection, login: OpenLogin, user_id: UUID, granted: Granted
) -> UUID:
    """Append the grant and note the wish in the caller's transaction; gives the account's id."""
    provider, client_key = login.provider, login.login.client_key
    account = account_id(provider, client_key, granted.platform_user_id, user_id)
    accounts = Accounts(connection)
    sequence = await accounts.next_sequence(Owner(account, user_id, provider))
    tokens = orjson.dumps(granted.model_dump(include=SECRETS))
    sealed = seal(login.keyring, tokens, grant_aad(provider, account, sequence))
    grant = GrantIssued(
        provider=provider,
        account_id=account,
        user_id=user_id,
        client_key=client_key,
        sealed_tokens=b64encode(sealed).decode(),
        **granted.model_dump(exclude=SECRETS),
    )
    request_id = await OUTBOX.append(connection, grant, sequence)
    await accounts.ask(account, Wish.CONNECT, request_id, granted.granted_at)
    identity = Identity(granted.platform_user_id, granted.grantor_id, login.login.name)
    await accounts.note_identity(account, identity)
    return account


def grant_aad(provider: str, account: UUID, sequence: int) -> dict[str, str]:
    """Give the associated data of sealed tokens, which ties them to one event of one account."""
    topic = f"grants.{provider}.v1"
    return {"topic": topic, "account_id": str(account), "sequence": str(sequence)}
