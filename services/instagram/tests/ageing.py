"""Time that passes for us and for Meta, and what the timers command then."""

from datetime import timedelta
from uuid import UUID

from contracts.commands import RefreshToken
from instagram.parts import Parts

from .support import Sandbox, bodies


async def age(parts: Parts, sandbox: Sandbox, days: float) -> None:
    """Let so many days pass, for us and for Meta."""
    await sandbox.control("PUT", "clock", {"advance_seconds": days * 86_400})
    async with parts.pool.connection() as connection:
        await connection.execute(
            "UPDATE oauth_accounts SET issued_at = issued_at - %(age)s,"
            " expires_at = expires_at - %(age)s, granted_at = granted_at - %(age)s",
            {"age": timedelta(days=days)},
        )


async def commanded(parts: Parts) -> list[UUID]:
    """Give the accounts whose renewal was commanded."""
    return [command.account_id for command in await bodies(parts, RefreshToken)]
