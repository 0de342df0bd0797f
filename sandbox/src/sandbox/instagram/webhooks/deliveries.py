"""Signed deliveries, repeated until the receiver answers 200."""

import asyncio
import secrets
import ssl
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal

from aiohttp import ClientError, ClientSession, ClientTimeout

from sandbox.instagram.graph.call import Side
from sandbox.instagram.settings import Settings
from sandbox.instagram.switches import Signature, Switches
from sandbox.instagram.webhooks.bodies import body_of, entries_of, signatures
from sandbox.instagram.webhooks.changes import Change
from sandbox.instagram.webhooks.subscriptions import Subscriptions
from sandbox.stage.background import Background
from sandbox.stage.clock import Clock, real_time

State = Literal["pending", "held", "delivered", "dropped", "given_up", "unaddressed"]
MOST_IN_ONE = 1000


@dataclass(frozen=True)
class Attempt:
    """One POST: `status` is None where no answer came, and `error` says why."""

    time: float
    status: int | None
    error: str | None = None


@dataclass
class Delivery:
    """One body on its way; it is the same at each attempt."""

    number: int
    side: Side
    changes: tuple[Change, ...]
    body: bytes
    signature: Signature
    state: State = "pending"
    attempts: list[Attempt] = field(default_factory=list)


def pauses(plan: Sequence[float], total: float) -> Iterator[float]:
    """The seconds between attempts: the plan, then its last value, up to `total` together."""
    spent, steps = 0.0, iter(plan)
    step = next(steps)
    while spent + step <= total:
        yield step
        spent += step
        step = next(steps, step)


def client_context(settings: Settings) -> ssl.SSLContext | bool:
    """What proves us to a receiver that asks for a certificate (mTLS)."""
    if not settings.client_certificate:
        return True
    context = ssl.create_default_context(cafile=settings.receiver_authority or None)
    context.load_cert_chain(settings.client_certificate)
    return context


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
        self._settings, self._switches = settings, switches
        self._subscriptions, self._means = subscriptions, means
        self._deliveries: list[Delivery] = []
        self._ssl = client_context(settings)

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
        """POST once; only 200 counts, and a redirect is not followed."""
        app = self._subscriptions.apps.get(delivery.side)
        if app is None:
            delivery.state = "unaddressed"
            return False
        attempt = await self._post(app.callback_url, delivery)
        delivery.attempts.append(attempt)
        if attempt.status == HTTPStatus.OK:
            delivery.state = "delivered"
        return delivery.state == "delivered"

    async def _post(self, url: str, delivery: Delivery) -> Attempt:
        headers = {"Content-Type": "application/json", **self._signed(delivery)}
        timeout = ClientTimeout(total=self._switches.webhook_timeout)
        started = self._means.clock.now()
        try:
            async with self._means.session.post(
                url,
                data=delivery.body,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
                ssl=self._ssl,
            ) as response:
                return Attempt(started, response.status)
        except (ClientError, TimeoutError) as error:
            return Attempt(started, None, type(error).__name__)

    def _signed(self, delivery: Delivery) -> dict[str, str]:
        settings = self._settings
        secret = settings.app_secret if delivery.side == "facebook" else settings.login_app_secret
        return signatures(secret[::-1] if delivery.signature == "bad" else secret, delivery.body)
