"""Signed deliveries, repeated until the receiver answers 200."""

import asyncio
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import ClientSession

from sandbox.instagram.settings import Settings
from sandbox.instagram.switches import Signature, Switches
from sandbox.instagram.webhooks.bodies import body_of, entries_of
from sandbox.instagram.webhooks.changes import Change
from sandbox.instagram.webhooks.sender import Delivery, Sender
from sandbox.instagram.webhooks.subscriptions import Subscriptions
from sandbox.stage.background import Background
from sandbox.stage.clock import Clock, real_time

MOST_IN_ONE = 1000


def pauses(plan: Sequence[float], total: float) -> Iterator[float]:
    """The seconds between attempts: the plan, then its last value, up to `total` together."""
    spent, steps = 0.0, iter(plan)
    step = next(steps)
    while spent + step <= total:
        yield step
        spent += step
        step = next(steps, step)


@dataclass(frozen=True)
class Means:
    """What the deliveries need of the stage."""

    session: ClientSession
    background: Background
    clock: Clock


class Deliveries:
    """Sends what happened; each delivery is repeated on its own, so their order may change."""

    def __init__(
        self, settings: Settings, switches: Switches, subscriptions: Subscriptions, means: Means
    ) -> None:
        self._switches, self._subscriptions, self._means = switches, subscriptions, means
        self._deliveries: list[Delivery] = []
        self._sender = Sender(settings, means.session)

    def __iter__(self) -> Iterator[Delivery]:
        return iter(self._deliveries)

    def announce(self, change: Change) -> None:
        """Start the deliveries of one change, as the switches say."""
        for _ in range(self._switches.webhook_duplicates):
            delivery = self.prepare((change,), self._switches.webhook_signature)
            if self._switches.webhook_drop:
                delivery.state = "dropped"
            elif self._switches.webhook_hold:
                delivery.state = "held"
            else:
                self._means.background.start(self._deliver(delivery))

    def prepare(
        self, changes: tuple[Change, ...], signature: Signature, raw: bytes | None = None
    ) -> Delivery:
        """Record a delivery without sending it; `raw` replaces the body."""
        side = changes[0].side
        app = self._subscriptions.apps.get(side)
        entries = entries_of(changes, real_time(), with_values=app is None or app.include_values)
        body = body_of(entries) if raw is None else raw
        delivery = Delivery(len(self._deliveries) + 1, side, changes, body, signature)
        self._deliveries.append(delivery)
        return delivery

    def held(self) -> list[Delivery]:
        """The deliveries that wait for their release, oldest first."""
        return [delivery for delivery in self if delivery.state == "held"]

    def batched(self, held: Sequence[Delivery]) -> list[Delivery]:
        """As few deliveries as possible instead, at most 1000 updates in each."""
        whole: list[Delivery] = []
        for side in dict.fromkeys(delivery.side for delivery in held):
            changes = [one for sent in held if sent.side == side for one in sent.changes]
            for start in range(0, len(changes), MOST_IN_ONE):
                part = tuple(changes[start : start + MOST_IN_ONE])
                whole.append(self.prepare(part, self._switches.webhook_signature))
        for delivery in held:
            self._deliveries.remove(delivery)
        return whole

    async def send_in_turn(self, deliveries: Iterable[Delivery], *, retry: bool) -> None:
        """Send one after the other; each waits for the first answer to the one before."""
        for delivery in deliveries:
            delivery.state = "pending"
            delivered = await self._attempt(delivery)
            if not delivered and retry:
                self._means.background.start(self._try_again(delivery))
            elif not delivered:
                delivery.state = "given_up"

    async def _deliver(self, delivery: Delivery) -> None:
        await asyncio.sleep(self._switches.webhook_jitter * secrets.randbelow(1000) / 1000)
        if not await self._attempt(delivery):
            await self._try_again(delivery)

    async def _try_again(self, delivery: Delivery) -> None:
        clock = self._means.clock
        for pause in pauses(self._switches.retry_plan, self._switches.retry_for):
            await clock.sleep_until(clock.now() + pause)
            if delivery.state == "unaddressed" or await self._attempt(delivery):
                return
        delivery.state = "given_up"

    async def _attempt(self, delivery: Delivery) -> bool:
        """POST once; only 200 counts."""
        app = self._subscriptions.apps.get(delivery.side)
        if app is None:
            delivery.state = "unaddressed"
            return False
        seconds, now = self._switches.webhook_timeout, self._means.clock.now()
        attempt = await self._sender.post(app.callback_url, delivery, seconds, now)
        delivery.attempts.append(attempt)
        if attempt.status == HTTPStatus.OK:
            delivery.state = "delivered"
        return delivery.state == "delivered"
