"""The commands `keys`, `rotate` and `give-up` of a provider service, for its token keys.

They may run while the service does.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import psycopg

from accounts.events import append, identity
from accounts.store import IN_USE, OAuthAccounts
from accounts.tokens.credential import SEALED_TOKENS
from common.outbox import Outbox
from common.postgres import Pool, open_pool
from common.settings import DatabaseSettings
from common.tracing import beginning
from contracts.accounts import ReauthorizationRequired
from vault.envelope import header
from vault.keyring import Keyring, KeyringRefused
from vault.rotation import Rotation, count
from vault.sealed_rows import SealedColumn, SealedRows

UNREADABLE = "token_unreadable"
MOST_NAMED = 20


class RotationSettings(DatabaseSettings):
    """What these commands read."""

    token_keyring_file: Path


class KeysCommand:
    """The commands for one schema, whose sealed columns are named."""

    def __init__(self, schema: str, sealed: Sequence[SealedColumn]) -> None:
        self._schema, self._sealed = schema, sealed

    def run(self, options: argparse.Namespace) -> str | int:
        """Run one; gives the exit status, or why it could not go on."""
        settings = RotationSettings()
        try:
            return asyncio.run(self._run(options, settings))
        except KeyringRefused as error:
            return f"{self._schema} {options.command}: {error}"
        except psycopg.OperationalError as error:  # what is done need not be done again
            failure = type(error).__name__
            return f"{self._schema} {options.command}: PostgreSQL does not answer ({failure})"

    async def _run(self, options: argparse.Namespace, settings: RotationSettings) -> int:
        keyring = Keyring.load(settings.token_keyring_file)
        url = settings.database_url.get_secret_value()
        async with open_pool(url, self._schema, size=2) as pool:
            match options.command:
                case "keys":
                    return await self.show_keys(pool, keyring)
                case "rotate":
                    return await self.rotate(pool, keyring)
                case _:
                    return await self.give_up(pool, keyring, options.key)

    async def show_keys(self, pool: Pool, keyring: Keyring) -> int:
        """Print how many rows each key has sealed, column by column."""
        for column, found in zip(self._sealed, await count(pool, self._sealed), strict=True):
            for key_id in sorted({*keyring.keys, *found}, key=str):
                what = f"{column.table}.{column.column}"
                _print(f"{what}  {_name(key_id, keyring)}  {found.get(key_id, 0)} rows")
        return 0

    async def rotate(self, pool: Pool, keyring: Keyring) -> int:
        """Seal everything anew under the primary key; 1 where some rows cannot be opened."""
        total = await Rotation(pool, keyring, self._sealed, _print).run()
        for row in total.unopened[:MOST_NAMED]:
            _print(f"left as it is: {row}")
        left = len(total.unopened)
        _print(f"{total.resealed} rows sealed anew under {keyring.primary}, {left} left")
        return 1 if total.unopened else 0

    async def give_up(self, pool: Pool, keyring: Keyring, key_id: str) -> int:
        """Require a new connection of each account whose tokens this lost key has sealed.

        Raises `KeyringRefused` for a key that is in the ring.
        """
        if key_id in keyring.keys:
            raise KeyringRefused(f"the key {key_id!r} is in the ring, so nothing is lost")
        async with pool.connection() as connection:
            found = await SealedRows(connection, SEALED_TOKENS).under(key_id)
        given = [await self._give_up(pool, account_id, header(key_id)) for (account_id,) in found]
        _print(f"{sum(given)} accounts must be connected again")
        return 0

    async def _give_up(self, pool: Pool, account_id: UUID, sealed_under: bytes) -> bool:
        """Look again under the lock: a new grant may have come, which another key has sealed."""
        async with pool.connection() as connection:
            accounts = OAuthAccounts(connection)
            account = await accounts.lock(account_id)
            if account is None or account.status not in IN_USE:
                return False
            if not (account.sealed_tokens or b"").startswith(sealed_under):
                return False
            await accounts.set_status(account_id, "REAUTHORIZATION_REQUIRED", UNREADABLE)
            event = ReauthorizationRequired(**identity(account), reason=UNREADABLE)
            with beginning("give up a lost key"):
                await append(connection, Outbox(self._schema), event)
        return True


def _name(key_id: str | None, keyring: Keyring) -> str:
    if key_id is None:
        return "(no key's name)"
    if key_id not in keyring.keys:
        return f"{key_id} (NOT IN THE RING)"
    return f"{key_id} (primary)" if key_id == keyring.primary else key_id


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
