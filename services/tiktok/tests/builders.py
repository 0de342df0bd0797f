"""The parts of the scheduler as tests use them: all lanes in one, and all timers of a round."""

from accounts.lifecycle import Lifecycle
from accounts.timers import BATCH, AccountTimers
from accounts.turns import Turns
from common.event import Event
from tiktok.agents import AccountAgent, PostAgent
from tiktok.parts import Parts
from tiktok.platform import turns
from tiktok.timers import PostTimers
from tiktok.watching.overdue import Overdue
from tiktok.watching.reconciling import Reconciling
from tiktok.watching.sampling import Sampling
from tiktok.watching.videos import Videos


class Agents:
    """Obeys commands of both lanes."""

    def __init__(self, parts: Parts, rhythm: Turns | None = None) -> None:
        pool, outbox, rhythm = parts.pool, parts.outbox, rhythm or turns()
        videos = Videos(parts.tiktok, parts.calls)
        lifecycle = Lifecycle(pool, outbox, parts.tokens, parts.platform)
        self._accounts = AccountAgent(parts.tokens, lifecycle)
        self._posts = PostAgent(
            parts.polling,
            parts.cancelling,
            Sampling(pool, outbox, videos, rhythm),
            Reconciling(pool, outbox, videos, rhythm),
        )

    async def obey(self, command: Event) -> None:
        """Each lane leaves the commands of the other alone."""
        await self._accounts.obey(command)
        await self._posts.obey(command)


class Timers:
    """The timers of accounts and posts."""

    def __init__(
        self,
        parts: Parts,
        init_lost_after: float,
        refreshes: int = BATCH,
        rhythm: Turns | None = None,
    ) -> None:
        self.accounts = AccountTimers(parts.pool, parts.outbox, parts.platform, refreshes)
        self.posts = PostTimers(
            parts.pool, parts.outbox, parts.inits, init_lost_after, rhythm or turns()
        )

    async def write_due_commands(self) -> None:
        """One round of everything that is due."""
        await self.accounts.write_refreshes()
        await self.accounts.write_checks_and_revocations()
        await self.posts.write_polls()
        await self.posts.write_cancels()


class Following(Overdue):
    """The leader's look at posts that TikTok owes an answer."""

    async def tell_overdue(self) -> None:
        """Both kinds of lateness."""
        await self.tell_delays()
        await self.tell_losses()

    async def settle_unknown_inits(self) -> None:
        """What may be matched, and what has waited too long."""
        await self.match_lost_inits()
        await self.give_up_inits()
