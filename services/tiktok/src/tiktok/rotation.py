"""`tiktok keys`, `rotate` and `give-up`: the token keys, while the service runs."""

import argparse
import asyncio
import sys
from pathlib import Path
from uuid import UUID

import psycopg

from common.outbox import Outbox
from common.postgres import Connection, Pool, open_pool
from common.settings import DatabaseSettings
from common.tracing import beginning
from contracts.accounts import ReauthorizationRequired
from tiktok.sealed import SCHEMA, SEALED
from vault.accounts import IN_USE, OAuthAccount, OAuthAccounts
from vault.envelope import header
from vault.keyring import Keyring, KeyringRefused
from vault.rotation import Rotation, count
from vault.sealed_rows import SealedRows
from vault.sealing import SEALED_TOKENS

UNREADABLE = "token_unreadable"
MOST_NAMED = 20


class RotationSettings(DatabaseSettings):
    """What these commands read."""

    token_keyring_file: Path


def run(options: argparse.Namespace) -> str | int:
    """Run one; gives the exit status, or why it could not go on."""
    settings = RotationSettings()
    try:
        return asyncio.run(_run(options, settings))
    except KeyringRefused as error:
        return f"tiktok {options.command}: {error}"
    except psycopg.OperationalError as error:  # what is done is done, and need not be done again
        return f"tiktok {options.command}: PostgreSQL does not answer ({type(error).__name__})"


async def _run(options: argparse.Namespace, settings: RotationSettings) -> int:
    keyring = Keyring.load(settings.token_keyring_file)
    async with open_pool(settings.database_url.get_secret_value(), SCHEMA, size=2) as pool:
        match options.command:
            case "keys":
                return await show_keys(pool, keyring)
            case "rotate":
                return await rotate(pool, keyring)
            case _:
                return await give_up(pool, keyring, options.key)


async def show_keys(pool: Pool, keyring: Keyring) -> int:
    """Print how many rows each key has sealed, column by column."""
    for column, found in zip(SEALED, await count(pool, SEALED), strict=True):
        for key_id in sorted({*keyring.keys, *found}, key=str):
            what = f"{column.table}.{column.column}"
            _say(f"{what}  {_name(key_id, keyring)}  {found.get(key_id, 0)} rows")
    return 0


def _name(key_id: str | None, keyring: Keyring) -> str:
    if key_id is None:
        return "(no key's name)"
    if key_id not in keyring.keys:
        return f"{key_id} (NOT IN THE RING)"
    return f"{key_id} (primary)" if key_id == keyring.primary else key_id


async def rotate(pool: Pool, keyring: Keyring) -> int:
    """Seal everything anew under the primary key; 1 where some rows cannot be opened."""
    total = await Rotation(pool, keyring, SEALED, _say).run()
    for row in total.unopened[:MOST_NAMED]:
        _say(f"left as it is: {row}")
    _say(f"{total.resealed} rows sealed anew under {keyring.primary}, {len(total.unopened)} left")
    return 1 if total.unopened else 0


async def give_up(pool: Pool, keyring: Keyring, key_id: str) -> int:
    """Say of each account whose tokens this key has sealed that it must be connected again."""
    if key_id in keyring.keys:
        raise KeyringRefused(f"the key {key_id!r} is in the ring, so nothing is lost")
    async with pool.connection() as connection:
        found = await SealedRows(connection, SEALED_TOKENS).under(key_id)
    given = [await _give_up(pool, account_id, header(key_id)) for (account_id,) in found]
    _say(f"{sum(given)} accounts must be connected again")
    return 0


async def _give_up(pool: Pool, account_id: UUID, sealed_under: bytes) -> bool:
    """Look again under the lock: a new grant may have come, which another key has sealed."""
    async with pool.connection() as connection:
        accounts = OAuthAccounts(connection)
        account = await accounts.lock(account_id)
        if account is None or account.status not in IN_USE:
            return False
        if not (account.sealed_tokens or b"").startswith(sealed_under):
            return False
        await accounts.set_status(account_id, "REAUTHORIZATION_REQUIRED", UNREADABLE)
        await _tell(connection, account)
    return True


async def _tell(connection: Connection, account: OAuthAccount) -> None:
    event = ReauthorizationRequired(
        provider=account.provider,
        account_id=account.account_id,
        user_id=account.user_id,
        reason=UNREADABLE,
    )
    with beginning("give up a lost key"):
        sequence = await OAuthAccounts(connection).raise_sequence(account.account_id)
        await Outbox(SCHEMA).append(connection, event, sequence)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
