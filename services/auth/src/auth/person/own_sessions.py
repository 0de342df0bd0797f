"""Where a person is signed in, and ending it."""

import re
from uuid import UUID

from auth.person.passwords import person_of
from auth.sign_in.ending import end_sessions, tell_ended
from auth.sign_in.sessions import Begun, SessionLimits, Sessions, delete_one
from common.errors import NotFound
from common.logs import get_logger
from common.postgres import Pool
from common.sessions import Session

log = get_logger(__name__)
HASH = re.compile("[0-9a-f]{64}")


class OwnSessions:
    """The sessions of whoever asks; a host application's user has none to manage."""

    def __init__(self, pool: Pool, limits: SessionLimits) -> None:
        self._pool, self._limits = pool, limits

    async def list(self, session: Session) -> list[Begun]:
        """Give those that live, the newest first."""
        async with self._pool.connection() as connection:
            person = await person_of(connection, session)
            return await Sessions(connection, self._limits).find_by_user(person.user_id)

    async def end(self, session: Session, session_hash: str) -> None:
        """End one; raises `NotFound`, also where it is another person's."""
        found = False
        user_id = UUID(session.user_id)
        async with self._pool.connection() as connection:
            if HASH.fullmatch(session_hash):
                found = await delete_one(connection, user_id, bytes.fromhex(session_hash))
            if not found:
                raise NotFound("There is no such session.")
            await tell_ended(connection, user_id, [session_hash], "ended_by_user")
        log.info("session ended", user_id=session.user_id)

    async def end_all(self, session: Session) -> None:
        """End all of them, the one that asks too."""
        async with self._pool.connection() as connection:
            person = await person_of(connection, session)
            count = await end_sessions(connection, person.user_id, "ended_by_user")
        log.info("sessions ended", user_id=session.user_id, count=count)
