"""The exact loop over wishes to be erased: deletes all that a service keeps of an account."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from accounts.events import identity
from accounts.owned_rows import delete_rows_of
from accounts.platform import Platform
from accounts.refused import RefusedGrants
from accounts.store import OAuthAccounts
from common.event import Delivered
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection
from common.sequences import is_new
from contracts.accounts import AccountErased
from contracts.auth import ErasureRequested
from contracts.commands import RevokeGrant

log = get_logger(__name__)
OnErased = Callable[[Connection, UUID], Awaitable[None]]
"""What else a service does for an erased user, in the same transaction: it lets files go."""


class ErasureHandler:
    """Answers every wish on `accounts.v1`, once nothing is kept of the account."""

    def __init__(
        self, platform: Platform, outbox: Outbox, on_erased: OnErased | None = None
    ) -> None:
        self._provider, self._outbox, self._on_erased = platform.provider, outbox, on_erased

    async def erase(self, connection: Connection, delivered: Delivered) -> None:
        """Delete everything of an account that has ended.

        One that has not, against the order of these wishes, is ended first; `auth` asks again.
        """
        wish = delivered.event
        if not isinstance(wish, ErasureRequested) or not await is_new(connection, delivered):
            return
        accounts = OAuthAccounts(connection)
        account = await accounts.lock(wish.account_id)
        if account is not None and account.status != "DISCONNECTED":
            await accounts.set_status(wish.account_id, "DISCONNECTING", "user_request")
            command = RevokeGrant(provider=self._provider, account_id=wish.account_id)
            cause = f"wish|{delivered.envelope.sequence}"
            await self._outbox.command(connection, command, cause)
            return
        # The counter of the account's events outlives its row: readers must not drop the last.
        sequence = await RefusedGrants(connection).raise_sequence(wish.account_id)
        await delete_rows_of(connection, wish.account_id, wish.user_id)
        if self._on_erased is not None:
            await self._on_erased(connection, wish.user_id)
        await self._outbox.append(connection, AccountErased(**identity(wish)), sequence)
        log.info("account erased", account_id=wish.account_id, provider=self._provider)
