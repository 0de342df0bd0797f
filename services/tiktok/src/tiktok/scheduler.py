"""The process `scheduler`: Faust's leader timers and agents for TikTok."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import faust

from accounts.agents import AccountAgent, patient
from accounts.lifecycle import Lifecycle
from accounts.profiles import Profiles
from accounts.service_timers import ServiceTimers
from accounts.timers import AccountTimers
from common.health import Patient, open_health
from common.postgres import answers
from common.process import work_until_stopped
from common.publisher import open_publisher
from contracts import commands
from contracts.tiktok import commands as tiktok_commands
from scheduling.faust_app import Lane, create_app, not_ready, repeat, run
from tiktok.agents import PostAgent
from tiktok.parts import SERVICE, Parts, open_parts
from tiktok.platform import PROVIDER
from tiktok.sealed_columns import SCHEMA, SEALED
from tiktok.settings import TikTokServiceSettings
from tiktok.timers import PostTimers, service_timers
from tiktok.watching.match_lost_inits import LostInits
from tiktok.watching.overdue import Overdue
from tiktok.watching.reconciling import Reconciling
from tiktok.watching.sampling import Sampling
from vault.key_gauge import KeyGauge

TIDY_SECONDS = 600.0
TURNS = 10
"""Backlogs and turns are looked at once in so many rounds."""


@dataclass(frozen=True, slots=True)
class Leader:
    """What is repeated by one process at a time."""

    accounts: AccountTimers
    service: ServiceTimers
    posts: PostTimers
    overdue: Overdue
    lost_inits: LostInits
    keys: KeyGauge

    @classmethod
    def of(cls, parts: Parts, settings: TikTokServiceSettings) -> "Leader":
        """Join the timers to the parts."""
        pool, outbox = parts.pool, parts.outbox
        return cls(
            AccountTimers(pool, outbox, parts.platform, settings.refreshes_a_round),
            service_timers(pool, outbox, settings.turns()),
            PostTimers(pool, outbox, parts.inits, settings.init_lost_after_seconds),
            Overdue(pool, outbox),
            LostInits(pool, outbox),
            KeyGauge(pool, SCHEMA, SEALED),
        )

    def repeat(self, app: faust.App, interval: float) -> None:
        """Let the leader repeat the timers; `interval` is a round, in seconds."""
        repeat(app, interval, self.accounts.write_refreshes)
        repeat(app, interval, self.accounts.write_checks_and_revocations)
        repeat(app, interval, self.posts.write_polls)
        repeat(app, interval, self.posts.write_cancels)
        repeat(app, interval * TURNS, self.service.write_turns)
        repeat(app, interval * TURNS, self.service.measure_backlog)
        repeat(app, interval * TURNS, self.service.measure_expiry)
        repeat(app, interval, self.posts.settle_lost_inits)
        repeat(app, interval, self.overdue.tell_delays)
        repeat(app, interval, self.overdue.tell_losses)
        repeat(app, interval, self.overdue.tell_doubles)
        repeat(app, interval, self.lost_inits.match_lost_inits)
        repeat(app, interval, self.lost_inits.give_up_inits)
        repeat(app, interval * TURNS, self.keys.measure_hourly)
        repeat(app, TIDY_SECONDS, self.service.end_waiting)
        repeat(app, TIDY_SECONDS, self.service.forget)
        repeat(app, TIDY_SECONDS, self.posts.prune)
        repeat(app, TIDY_SECONDS, self.accounts.warn_of_endings)


def lanes(parts: Parts, settings: TikTokServiceSettings) -> Sequence[Lane]:
    """Give the agents' lanes: polls that are slow keep no refresh and no revocation waiting."""
    pool, outbox, turns = parts.pool, parts.outbox, settings.turns()
    tiktok, calls = parts.tiktok, parts.calls
    accounts = AccountAgent(
        parts.tokens,
        Lifecycle(pool, outbox, parts.tokens, parts.platform),
        Profiles(pool, outbox, parts.platform, calls, turns),
    )
    posts = PostAgent(
        parts.polling,
        parts.cancelling,
        Sampling(pool, outbox, tiktok, calls, turns),
        Reconciling(pool, outbox, tiktok, calls, turns),
    )
    return (
        Lane("accounts", commands.COMMANDS, patient(accounts.obey)),
        Lane("posts", tiktok_commands.COMMANDS, patient(posts.obey)),
    )


async def scheduler(settings: TikTokServiceSettings) -> None:
    """Run Faust: the leader's timers and the agents."""
    with TemporaryDirectory(prefix="tiktok-scheduler-") as datadir:
        servers = settings.kafka_bootstrap_servers
        async with (
            open_parts(settings) as parts,
            open_publisher(servers) as publisher,  # Faust does not tell that Kafka is away
            open_health(settings.host, settings.internal_port) as health,
        ):
            app = create_app(PROVIDER, servers, Path(datadir), lanes(parts, settings))
            Leader.of(parts, settings).repeat(app, settings.timer_seconds)
            health.needs("postgres", lambda: answers(parts.pool, SERVICE))
            health.needs("kafka", Patient(publisher.answers))
            health.needs("faust", lambda: not_ready(app))
            await work_until_stopped(settings, health, run(app))
