"""Asking for the numbers of media, turn by turn: Instagram keeps no history of them.

https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media/insights
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from accounts.calls.authorized import Call
from accounts.store import OAuthAccount, OAuthAccounts
from accounts.turns import AccountTurns, Turns
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Pool
from instagram.access import InstagramCalls
from instagram.comments.observing import hold
from instagram.platform import NUMBERS, SAMPLE
from instagram.watching.account_insights import AccountInsights
from instagram.watching.asking import Numbers, Told, ask_for
from instagram.watching.media_store import MediaStore
from instagram.watching.medium import STORY, Known, is_sample_due
from platforms.errors import Rejected, ScopeMissing
from platforms.instagram.codes import BEFORE_CONVERSION, OBJECT_MISSING
from platforms.instagram.insights import metrics_of

log = get_logger(__name__)
# One call for each medium. What is left is asked for ten minutes later.
MOST_MEDIA = 50
TOO_FEW_VIEWERS = "10"


class Sampling:
    """One call for a medium, one transaction for the answer."""

    def __init__(
        self,
        pool: Pool,
        outbox: Outbox,
        calls: InstagramCalls,
        turns: Turns,
        account_insights: AccountInsights,
    ) -> None:
        self._pool, self._outbox, self._calls, self._turns = pool, outbox, calls, turns
        self._account_insights = account_insights

    async def sample(self, account_id: UUID) -> None:
        """Take this turn's samples; a call that fails leaves the rest for the next try.

        Raises what `InstagramCalls.make` raises.
        """
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(account_id)
            is_done = await AccountTurns(connection, self._turns).is_done(account_id, SAMPLE)
            known = await MediaStore(connection, self._outbox).known(account_id)
        if account is None or account.status != "CONNECTED" or is_done:
            return
        if not self._turns[SAMPLE].is_allowed(account.scopes):
            return
        now = datetime.now(UTC)
        due = sorted(
            (medium for medium in known if is_sample_due(medium, now)),
            key=lambda medium: medium.created_at or now,
            reverse=True,
        )
        await self._account_insights.sample(account)
        for medium in due[:MOST_MEDIA]:
            await self.sample_medium(account, medium)
        async with self._pool.connection() as connection:
            turns = AccountTurns(connection, self._turns)
            await turns.done(account_id, SAMPLE, more=len(due) > MOST_MEDIA)
        log.info("media sampled", account_id=account_id, count=len(due[:MOST_MEDIA]))

    async def sample_medium(self, account: OAuthAccount, medium: Known) -> None:
        """Ask for a medium's numbers, and keep them.

        Raises what `InstagramCalls.make` raises, where that is not about this medium alone.
        """
        at, missing = datetime.now(UTC), None
        try:
            told = await self._ask(account, medium)
        except ScopeMissing as error:
            if medium.product_type != STORY or error.code != TOO_FEW_VIEWERS:
                raise
            told = Told({}, tuple(medium.refused_metrics))  # fewer than five have seen the story
        except Rejected as error:
            if error.code == BEFORE_CONVERSION:
                missing = error.code
            elif error.code != OBJECT_MISSING:
                log.warning("no insights", media_id=medium.media_id, reason=error.code)
            told = Told({}, tuple(medium.refused_metrics))
        async with self._pool.connection() as connection:
            await hold(connection, account)
            store = MediaStore(connection, self._outbox)
            if missing:
                await store.has_none(account, medium.media_id, missing, at)
                return
            refused = (*medium.refused_metrics, *told.refused)
            await store.sample(account, medium, told.numbers, sorted(set(refused)), at)

    async def _ask(self, account: OAuthAccount, medium: Known) -> Told:
        """Ask for the metrics of its kind that were not refused for it before."""
        metrics = [
            name for name in metrics_of(medium.product_type) if name not in medium.refused_metrics
        ]
        if not metrics:
            return Told({})

        async def ask(names: Sequence[str]) -> Numbers:
            call = Call(account.account_id, "insights")
            return await self._calls.make(
                call, lambda calls: calls.media_insights(medium.media_id, names)
            )

        return await ask_for(metrics, ask)


def may_sample(account: OAuthAccount) -> bool:
    """Tell whether the account lets its numbers be read."""
    return not NUMBERS.isdisjoint(account.scopes)
