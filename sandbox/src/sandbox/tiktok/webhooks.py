"""Signed webhook deliveries, repeated until the receiver answers 200."""

import asyncio
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal

from aiohttp import ClientError, ClientSession, ClientTimeout

from sandbox.stage.background import Background
from sandbox.stage.clock import real_time
from sandbox.tiktok.settings import Settings
from sandbox.tiktok.switches import Signature, Switches

State = Literal["pending", "held", "delivered", "dropped", "given_up", "unaddressed"]


@dataclass(frozen=True)
class Notice:
    """What a delivery says; `create_time` is when it happened."""

    event: str
    open_id: str
    content: Mapping[str, object]
    create_time: int = field(default_factory=lambda: int(real_time()))

    def body(self, client_key: str) -> bytes:
        """The exact bytes; `content` is JSON inside a string."""
        # https://developers.tiktok.com/doc/webhooks-overview
        return _compact(
            {
                "client_key": client_key,
                "event": self.event,
                "create_time": self.create_time,
                "user_openid": self.open_id,
                "content": _compact(self.content).decode(),
            }
        )


@dataclass(frozen=True)
class Attempt:
    """One POST: `status` is None where no answer came, and `error` says why."""

    time: float
    t: int
    status: int | None
    error: str | None = None


@dataclass
class Delivery:
    """One body on its way to the receiver."""

    number: int
    notice: Notice
    body: bytes
    signature: Signature
    state: State = "pending"
    attempts: list[Attempt] = field(default_factory=list)


def _compact(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def sign(secret: str, t: int, body: bytes) -> str:
    """The value of `TikTok-Signature`."""
    # https://developers.tiktok.com/doc/webhooks-verification
    digest = hmac.new(secret.encode(), f"{t}.".encode() + body, hashlib.sha256)
    return f"t={t},s={digest.hexdigest()}"


def pauses(plan: Sequence[float], total: float) -> Iterator[float]:
    """The seconds between attempts: the plan, then its last value, up to `total` together."""
    spent = 0.0
    steps = iter(plan)
    step = next(steps)
    while spent + step <= total:
        yield step
        spent += step
        step = next(steps, step)


class Deliveries:
    """Sends what happened; each delivery is repeated on its own, so their order may change."""

    def __init__(
        self,
        settings: Settings,
        switches: Switches,
        session: ClientSession,
        background: Background,
    ) -> None:
        self._settings, self._switches = settings, switches
        self._session, self._background = session, background
        self._deliveries: list[Delivery] = []
        self._challenged: set[str] = set()

    def __iter__(self) -> Iterator[Delivery]:
        return iter(self._deliveries)

    def announce(self, notice: Notice) -> None:
        """Start the deliveries of something that happened, as the switches say."""
        for _ in range(self._switches.webhook_duplicates):
            delivery = self.prepare(notice, self._switches.webhook_signature)
            if self._switches.webhook_drop:
                delivery.state = "dropped"
            elif self._switches.webhook_hold:
                delivery.state = "held"
            else:
                self._background.start(self._deliver(delivery))

    def prepare(self, notice: Notice, signature: Signature, raw: bytes | None = None) -> Delivery:
        """Record a delivery without sending it; `raw` replaces the body."""
        body = notice.body(self._settings.client_key) if raw is None else raw
        delivery = Delivery(len(self._deliveries) + 1, notice, body, signature)
        self._deliveries.append(delivery)
        return delivery

    def held(self) -> list[Delivery]:
        """The deliveries that wait for their release, oldest first."""
        return [delivery for delivery in self if delivery.state == "held"]

    async def send_in_turn(self, deliveries: Iterable[Delivery], retry: bool) -> None:
        """Send one after the other; each waits for the first answer to the one before."""
        for delivery in deliveries:
            delivery.state = "pending"
            delivered = await self._attempt(delivery)
            if not delivered and retry:
                self._background.start(self._try_again(delivery))
            elif not delivered:
                delivery.state = "given_up"

    async def _deliver(self, delivery: Delivery) -> None:
        jitter = self._switches.webhook_jitter * secrets.randbelow(1000) / 1000
        await asyncio.sleep(self._switches.webhook_delay + jitter)
        if not await self._attempt(delivery):
            await self._try_again(delivery)

    async def _try_again(self, delivery: Delivery) -> None:
        for pause in pauses(self._switches.retry_plan, self._switches.retry_for):
            await asyncio.sleep(pause)
            if delivery.state == "unaddressed" or await self._attempt(delivery):
                return
        delivery.state = "given_up"

    async def _attempt(self, delivery: Delivery) -> bool:
        """POST once; only 200 counts, and a redirect is not followed."""
        url = self._switches.webhook_url
        if url is None:
            delivery.state = "unaddressed"
            return False
        t = self._time_of(delivery)
        attempt = await self._post(str(url), delivery, t)
        delivery.attempts.append(attempt)
        if attempt.status == HTTPStatus.OK:
            delivery.state = "delivered"
        return delivery.state == "delivered"

    async def _post(self, url: str, delivery: Delivery, t: int) -> Attempt:
        headers = {
            "Content-Type": "application/json",
            "TikTok-Signature": self._signature(delivery, t),
        }
        timeout = ClientTimeout(total=self._switches.webhook_timeout)
        started = real_time()
        if self._switches.challenge and not await self.challenge(url):
            return Attempt(started, t, None, "challenge_failed")
        try:
            async with self._session.post(
                url, data=delivery.body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return Attempt(started, t, response.status)
        except (ClientError, TimeoutError) as error:
            return Attempt(started, t, None, type(error).__name__)

    async def challenge(self, url: str) -> bool:
        """GET the receiver with a `challenge`; it must echo it, but only once per address."""
        if url in self._challenged:
            return True
        challenge = secrets.token_hex(16)
        timeout = ClientTimeout(total=self._switches.webhook_timeout)
        try:
            async with self._session.get(
                url, params={"challenge": challenge}, timeout=timeout, allow_redirects=False
            ) as response:
                echoed = response.status == HTTPStatus.OK and challenge in await response.text()
        except (ClientError, TimeoutError, UnicodeDecodeError):
            return False
        if echoed:
            self._challenged.add(url)
        return echoed

    def _time_of(self, delivery: Delivery) -> int:
        if delivery.attempts and not self._switches.resign:
            return delivery.attempts[0].t
        stale = self._switches.stale_seconds if delivery.signature == "stale" else 0
        return int(real_time()) - stale

    def _signature(self, delivery: Delivery, t: int) -> str:
        secret = self._settings.client_secret
        return sign(secret[::-1] if delivery.signature == "bad" else secret, t, delivery.body)
