"""Repository: a platform's rate windows, counted before a call and across replicas."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from common.durations import in_words
from common.errors import RateLimited
from common.postgres import Connection
from platforms import errors as platform_errors

Reach = Literal["endpoint", "account", "app"]
"""What a wish to wait is about: calls of one kind, or all of the account's, or of our app's."""
EVERY = "*"
"""In place of an endpoint: all of them."""


def _one_endpoint(_error: platform_errors.RateLimited) -> Reach:
    return "endpoint"


@dataclass(frozen=True, slots=True)
class Window:
    """At most this many calls for one account in this many seconds."""

    most: int
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """A platform's windows by endpoint; `name` is what sentences call it.

    `reach` tells how far a refusal goes, for a platform that limits more than single endpoints.
    """

    provider: str
    name: str
    windows: Mapping[str, Window]
    reach: Callable[[platform_errors.RateLimited], Reach] = _one_endpoint

    @property
    def longest(self) -> float:
        """The seconds after which no window counts a call any more."""
        return max(window.seconds for window in self.windows.values())


# An app's pause stands where an account's does, under an id that is made of the app's key.
APP_ID = "(SELECT md5(client_key)::uuid FROM oauth_accounts WHERE account_id = %(account)s)"
PAUSED_FOR = f"""
SELECT max(extract(epoch FROM until - clock_timestamp()))::float FROM endpoint_pauses pause
WHERE (pause.account_id, pause.endpoint) IN
        ((%(account)s, %(endpoint)s), (%(account)s, '{EVERY}'), ({APP_ID}, '{EVERY}'))
  AND until > clock_timestamp()
"""
STATE = f"""
SELECT ({PAUSED_FOR}) AS paused_for,
    count(*) AS used,
    coalesce(extract(epoch FROM min(at) + %(seconds)s * interval '1 second'
        - clock_timestamp())::float, 0) AS free_in
FROM request_log
WHERE account_id = %(account)s AND endpoint = %(endpoint)s AND cause <> %(cause)s
  AND at > clock_timestamp() - %(seconds)s * interval '1 second'
"""
COUNT = f"""
WITH state AS ({STATE}),
counted AS (
    INSERT INTO request_log (account_id, endpoint, cause)
    SELECT %(account)s, %(endpoint)s, %(cause)s FROM state
    WHERE paused_for IS NULL AND used < %(most)s
    ON CONFLICT DO NOTHING
)
SELECT paused_for, used, free_in FROM state
"""
LEFT = f"""
SELECT endpoint, CASE WHEN EXISTS (SELECT FROM endpoint_pauses pause
        WHERE (pause.account_id, pause.endpoint) IN ((%(account)s, asked.endpoint),
                (%(account)s, '{EVERY}'), ({APP_ID}, '{EVERY}'))
          AND until > clock_timestamp()) THEN 0
    ELSE greatest(0, most - (SELECT count(*) FROM request_log made
        WHERE made.account_id = %(account)s AND made.endpoint = asked.endpoint
          AND at > clock_timestamp() - asked.seconds * interval '1 second')) END
FROM unnest(%(endpoints)s::text[], %(most)s::int[], %(seconds)s::float[])
    AS asked (endpoint, most, seconds)
"""
PAUSE = """
INSERT INTO endpoint_pauses AS pause
VALUES (%(account)s, %(endpoint)s, clock_timestamp() + %(seconds)s * interval '1 second')
ON CONFLICT (account_id, endpoint) DO UPDATE SET until = greatest(pause.until, excluded.until)
"""
PAUSE_APP = f"""
INSERT INTO endpoint_pauses AS pause
SELECT {APP_ID}, %(endpoint)s, clock_timestamp() + %(seconds)s * interval '1 second'
ON CONFLICT (account_id, endpoint) DO UPDATE SET until = greatest(pause.until, excluded.until)
"""
# A repeat of a call may come a little after its window, and is to be known by its cause.
KEPT_SECONDS = 600.0
# `now()`, since no index is used for a comparison with the volatile `clock_timestamp()`.
FORGET = """
DELETE FROM request_log WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM request_log
    WHERE at < now() - %s * interval '1 second' LIMIT %s))
"""


class RateWindows:
    """The calls of each window, by account and endpoint."""

    def __init__(self, connection: Connection, limits: Limits) -> None:
        self._connection, self._limits = connection, limits

    async def count(self, account_id: UUID, endpoint: str, cause: str, reserved: int = 0) -> None:
        """Count one call, or raise `RateLimited` with the time when the window has room again.

        `cause` names the call: the same one is counted once. The call leaves room for `reserved`
        others, which matter more.
        """
        await self._connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            (f"{self._limits.provider}.request_log|{account_id}|{endpoint}",),
        )
        await self._look(COUNT, account_id, endpoint, cause, reserved)

    async def check(self, account_id: UUID, endpoint: str) -> None:
        """Raise `RateLimited` where a call would be one too many, without counting one."""
        await self._look(STATE, account_id, endpoint, "", 0)

    async def left(self, account_id: UUID, *endpoints: str) -> dict[str, int]:
        """Tell how many calls each window has room for; 0 while the platform has asked to wait."""
        windows = [self._limits.windows[endpoint] for endpoint in endpoints]
        asked = {
            "account": account_id,
            "endpoints": list(endpoints),
            "most": [window.most for window in windows],
            "seconds": [window.seconds for window in windows],
        }
        cursor = await self._connection.execute(LEFT, asked)
        return {row[0]: row[1] for row in await cursor.fetchall()}

    async def pause(self, account_id: UUID, endpoint: str, seconds: float) -> None:
        """Make no such call for so many seconds: the platform has said so."""
        await self._pause(PAUSE, account_id, endpoint, seconds)

    async def pause_account(self, account_id: UUID, seconds: float) -> None:
        """Make no call at all for this account."""
        await self._pause(PAUSE, account_id, EVERY, seconds)

    async def pause_app(self, account_id: UUID, seconds: float) -> None:
        """Make no call for any account that came by the same app as this one."""
        await self._pause(PAUSE_APP, account_id, EVERY, seconds)

    async def _pause(self, statement: str, account_id: UUID, endpoint: str, seconds: float) -> None:
        asked = {"account": account_id, "endpoint": endpoint, "seconds": seconds}
        await self._connection.execute(statement, asked)

    async def paused_for(self, account_id: UUID, endpoint: str) -> float | None:
        """Give how many seconds are left of a pause; None where there is none."""
        asked = {"account": account_id, "endpoint": endpoint}
        cursor = await self._connection.execute(PAUSED_FOR, asked)
        row = await cursor.fetchone()
        return row[0] if row else None

    async def forget(self, limit: int) -> int:
        """Delete at most so many calls that no window can still count; gives how many it were."""
        await self._connection.execute("DELETE FROM endpoint_pauses WHERE until < now()")
        cursor = await self._connection.execute(
            FORGET, (self._limits.longest + KEPT_SECONDS, limit)
        )
        return cursor.rowcount

    async def _look(
        self, statement: str, account_id: UUID, endpoint: str, cause: str, reserved: int
    ) -> None:
        window = self._limits.windows[endpoint]
        most = window.most - reserved
        asked = {
            "account": account_id,
            "endpoint": endpoint,
            "cause": cause,
            "seconds": window.seconds,
            "most": most,
        }
        cursor = await self._connection.execute(statement, asked)
        paused_for, used, free_in = await cursor.fetchone() or (None, 0, 0.0)
        if paused_for is not None:
            sentence = f"{self._limits.name} has asked to wait with these requests."
            raise RateLimited(sentence, paused_for)
        if used >= most:
            raise self._too_many(endpoint, reserved, free_in)

    def _too_many(self, endpoint: str, reserved: int, free_in: float) -> RateLimited:
        window, name = self._limits.windows[endpoint], self._limits.name
        every = "a minute" if window.seconds == 60 else f"in {in_words(window.seconds)}"
        sentence = f"{name} takes {window.most} of these requests {every}"
        kept = f"; {reserved} are kept for other calls" if reserved else ""
        return RateLimited(f"{sentence}{kept}.", free_in)
