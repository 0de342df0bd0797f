"""What watching adds to the processes of this service."""

from accounts.turns import AccountTurns
from common.event import Event
from common.postgres import Connection
from contracts.auth import GrantIssued
from contracts.instagram.commands import ObserveStories, ReconcileMedia, SampleInsights
from contracts.webhooks import WebhookReceived
from instagram.parts import Parts
from instagram.platform import RECONCILE, SAMPLE, STORIES
from instagram.room import Agent, Room
from instagram.settings import InstagramServiceSettings
from instagram.watching.account_insights import AccountInsights
from instagram.watching.reconciling import Reconciling
from instagram.watching.sampling import Sampling
from instagram.watching.stories import Stories
from instagram.watching.webhooks import WebhookHandler

COMMANDS: list[type[Event]] = [ReconcileMedia, ObserveStories, SampleInsights]


class WatchingAgent:
    """Carries out the commands about lists and numbers; each may come twice."""

    def __init__(self, reconciling: Reconciling, stories: Stories, sampling: Sampling) -> None:
        self._reconciling, self._stories, self._sampling = reconciling, stories, sampling

    async def obey(self, command: Event) -> None:
        """Carry a command out; what fails for now stays due."""
        match command:
            case ReconcileMedia():
                await self._reconciling.reconcile(command.account_id)
            case ObserveStories():
                await self._stories.observe(command.account_id)
            case SampleInsights():
                await self._sampling.sample(command.account_id)


def watching_room(parts: Parts, _settings: InstagramServiceSettings) -> Room:
    """Give what is heard of Instagram, and what is asked for turn by turn."""
    pool, outbox, calls, turns = parts.pool, parts.outbox, parts.calls, parts.turns
    webhooks = WebhookHandler(outbox)
    numbers = AccountInsights(pool, outbox, calls)
    sampling = Sampling(pool, outbox, calls, turns, numbers)
    agent = WatchingAgent(
        Reconciling(pool, outbox, calls, turns),
        Stories(pool, outbox, calls, turns, sampling),
        sampling,
    )

    async def connected(connection: Connection, grant: GrantIssued) -> None:
        """Read the account's lists soon; apply what came before it was known."""
        for kind in (RECONCILE, STORIES):
            await AccountTurns(connection, turns).hasten(grant.account_id, kind)
        await webhooks.account_connected(connection, grant)

    return Room(
        handlers={WebhookReceived: webhooks.handle},
        in_lock_order=webhooks.in_lock_order,
        on_connected=connected,
        agents=[Agent("watching", COMMANDS, agent.obey)],
        turns={
            RECONCILE: lambda account_id: ReconcileMedia(account_id=account_id),
            STORIES: lambda account_id: ObserveStories(account_id=account_id),
            SAMPLE: lambda account_id: SampleInsights(account_id=account_id),
        },
    )
