"""Repository: the event counters of accounts that were refused, and so have no row yet."""

from uuid import UUID

from common.postgres import Connection


class RefusedGrants:
    """Counters by account."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def raise_sequence(self, account_id: UUID) -> int:
        """Give the number of the account's next event; one that had a grant before counts on."""
        await self._connection.execute(
            "INSERT INTO refused_grants (account_id, sequence)"
            " SELECT account_id, sequence FROM oauth_accounts WHERE account_id = %s"
            " ON CONFLICT (account_id) DO UPDATE"
            " SET sequence = greatest(refused_grants.sequence, excluded.sequence)",
            (account_id,),
        )
        cursor = await self._connection.execute(
            "INSERT INTO refused_grants AS refused (account_id, sequence) VALUES (%s, 1)"
            " ON CONFLICT (account_id) DO UPDATE SET sequence = refused.sequence + 1"
            " RETURNING sequence",
            (account_id,),
        )
        row = await cursor.fetchone()
        return int(row[0]) if row else 1

    async def go_on_from(self, account_id: UUID) -> None:
        """Let an account that is connected after all count on: no reader must drop its events."""
        await self._connection.execute(
            "UPDATE oauth_accounts account"
            " SET sequence = greatest(account.sequence, refused.sequence)"
            " FROM refused_grants refused WHERE refused.account_id = account.account_id"
            " AND account.account_id = %s",
            (account_id,),
        )
