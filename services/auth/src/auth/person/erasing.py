"""Deleting a person's account: here at once, elsewhere as each service answers.

Every account that the person had connected is ended first, so that the platform revokes it with
tokens that still exist; then its service is asked to erase it.
"""

import re

from auth.accounts.account import Account, Status
from auth.accounts.disconnecting import request_end
from auth.accounts.store import Accounts, Owner
from auth.database import OUTBOX
from auth.person.erasures import Erasure, Erasures
from auth.person.passwords import OwnPassword
from auth.sign_in.ending import end_sessions
from common.errors import NotFound
from common.event import Delivered
from common.logs import get_logger
from common.postgres import Connection, Pool
from common.sessions import Session
from contracts.accounts import AccountDisconnected, AccountErased, AccountEvent, GrantRefused
from contracts.auth import ErasureRequested

log = get_logger(__name__)
CODE = re.compile("[A-Za-z0-9_-]{1,64}")
ENDS = (AccountDisconnected, GrantRefused)
OVER = frozenset({Status.REFUSED, Status.DISCONNECTED})


class Erasing:
    """Erases whoever is signed in, and tells anybody with the code how far it is."""

    def __init__(self, pool: Pool, password: OwnPassword) -> None:
        self._pool, self._password = pool, password

    async def begin(self, session: Session, password: str) -> Erasure:
        """Erase the person, in one transaction with what the other services are told.

        Raises `WrongPassword`, `RateLimited`, and `Forbidden` for a host application's user.
        """
        person = await self._password.check(session, password)
        async with self._pool.connection() as connection:
            erasures = Erasures(connection)
            code = await erasures.begin(person.user_id)
            for account in await Accounts(connection).find_by_user(person.user_id):
                await self._end(connection, code, account)
            await end_sessions(connection, person.user_id, "account_deleted")
            await erasures.forget_user(person.user_id)
            begun = await erasures.find(code)
        log.info("account deleted", user_id=session.user_id)
        if begun is None:
            raise NotFound("There is no such deletion.")
        return begun

    async def find(self, code: str) -> Erasure:
        """Tell how far an erasure is; raises `NotFound`."""
        found = None
        if CODE.fullmatch(code):
            async with self._pool.connection() as connection:
                found = await Erasures(connection).find(code)
        if found is None:
            raise NotFound("There is no such deletion.")
        return found

    async def _end(self, connection: Connection, code: str, account: Account) -> None:
        accounts = Accounts(connection)
        owner = Owner(account.account_id, account.user_id, account.provider)
        await Erasures(connection).await_account(code, owner)
        held = await accounts.lock(account.account_id, account.user_id) or account
        await accounts.forget_profile(account.account_id)
        if held.progress in OVER:
            await ask_to_erase(connection, owner)
        elif held.progress is not Status.DISCONNECTING:
            await request_end(connection, held)


async def ask_to_erase(connection: Connection, owner: Owner) -> None:
    """Tell the account's service to keep nothing of it; asked again, it does the same again."""
    wish = ErasureRequested(
        provider=owner.provider, account_id=owner.account_id, user_id=owner.user_id
    )
    await OUTBOX.append(connection, wish, await Accounts(connection).next_sequence(owner))


async def settle(connection: Connection, event: AccountEvent, delivered: Delivered) -> bool:
    """Take an answer about an erased person's account; False where it is nobody's of those.

    Nothing else is projected of such an account: late events would bring it back.
    """
    erasures, account_id = Erasures(connection), event.account_id
    if not await erasures.is_awaited(account_id):
        return False
    at = delivered.envelope.time
    if isinstance(event, AccountErased):
        await erasures.note_erased(account_id, at)
    elif isinstance(event, ENDS) and await erasures.note_end(account_id, at):
        await ask_to_erase(connection, Owner(account_id, event.user_id, event.provider))
    return True
