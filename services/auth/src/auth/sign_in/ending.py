"""Ending a user's sessions from outside: here at once, elsewhere when `sessions.v1` is read."""

from collections.abc import Iterable
from uuid import UUID

from auth.database import OUTBOX
from auth.sign_in.sessions import delete_all
from common.postgres import Connection
from contracts.auth import SessionEnded


async def end_sessions(connection: Connection, user_id: UUID, reason: str, keep: str = "") -> int:
    """End all sessions of a user but the one of the id `keep`, in the caller's transaction."""
    hashes = await delete_all(connection, user_id, keep)
    await tell_ended(connection, user_id, hashes, reason)
    return len(hashes)


async def tell_ended(
    connection: Connection, user_id: UUID, hashes: Iterable[str], reason: str
) -> None:
    """Tell the other services of sessions whose rows are gone."""
    for session_hash in hashes:
        event = SessionEnded(session_hash=session_hash, user_id=user_id, reason=reason)
        await OUTBOX.append(connection, event, sequence=1)
