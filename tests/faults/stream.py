"""Signed webhooks without end, and a ledger of what was answered to each of them.

https://developers.tiktok.com/doc/webhooks-verification
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count

import aiohttp
from waiting import until

CLIENT_KEY = "awsandbox0postlog"
CLIENT_SECRET = "sandbox-secret-not-for-production"
# TikTok sends it, and Postlog keeps it without acting on it.
EVENT = "video.publish.completed"
SENDERS = 3
PAUSE_SECONDS = 0.03
PATIENCE_SECONDS = 20.0
REPEAT_EVERY = 10


@dataclass(frozen=True)
class Answer:
    """What came back for one attempt: no status means that nobody knows what became of it."""

    status: int | None
    seconds: float
    retry_after: str | None = None


@dataclass
class Sent:
    """One delivery with all of its attempts."""

    external_id: str
    body: bytes
    answers: list[Answer] = field(default_factory=list)

    @property
    def is_acknowledged(self) -> bool:
        """Whether TikTok would now forget it."""
        return any(answer.status == 200 for answer in self.answers)


class Stream:
    """Sends deliveries about one TikTok user, each until it is acknowledged, some twice."""

    def __init__(self, session: aiohttp.ClientSession, gateway: str, open_id: str) -> None:
        self._session, self._url = session, f"{gateway}/api/webhooks/tiktok"
        self.open_id = open_id
        self._numbers = count(1)
        self.ledger: list[Sent] = []

    @property
    def acknowledged(self) -> list[Sent]:
        """What was answered 200."""
        return [sent for sent in self.ledger if sent.is_acknowledged]

    @property
    def answers(self) -> list[Answer]:
        """Every attempt's answer."""
        return [answer for sent in self.ledger for answer in sent.answers]

    async def wait_for_more(self, more: int) -> None:
        """Wait until so many further deliveries are acknowledged."""
        wanted = len(self.acknowledged) + more

        async def look() -> bool:
            return len(self.acknowledged) >= wanted

        await until(f"{more} more acknowledged webhooks", look, 90)

    async def send(self) -> None:
        """Send one after the other, for ever."""
        while True:
            sent = self.compose()
            while not sent.is_acknowledged:
                await self.attempt(sent)
                await asyncio.sleep(PAUSE_SECONDS)
            if len(self.ledger) % REPEAT_EVERY == 0:
                await self.attempt(sent)

    def compose(self) -> Sent:
        """Write the next delivery down, before it is sent."""
        content = json.dumps({"share_id": f"{self.open_id}.{next(self._numbers)}"})
        told = {
            "client_key": CLIENT_KEY,
            "event": EVENT,
            "create_time": int(time.time()),
            "user_openid": self.open_id,
            "content": content,
        }
        digest = hashlib.sha256(content.encode()).hexdigest()
        identity = f"{EVENT}|{self.open_id}|{told['create_time']}|{digest}"
        sent = Sent(identity, json.dumps(told).encode())
        self.ledger.append(sent)
        return sent

    async def attempt(self, sent: Sent) -> Answer:
        """POST it once, and write down what came back."""
        began = time.monotonic()
        headers = {"TikTok-Signature": _sign(sent.body), "Content-Type": "application/json"}
        status = retry_after = None
        with suppress(aiohttp.ClientError, OSError, TimeoutError):
            async with self._session.post(self._url, data=sent.body, headers=headers) as response:
                await response.read()
                status, retry_after = response.status, response.headers.get("Retry-After")
        answer = Answer(status, time.monotonic() - began, retry_after)
        sent.answers.append(answer)
        return answer


def _sign(body: bytes) -> str:
    t = int(time.time())
    digest = hmac.new(CLIENT_SECRET.encode(), f"{t}.".encode() + body, hashlib.sha256)
    return f"t={t},s={digest.hexdigest()}"


@asynccontextmanager
async def open_stream(gateway: str, open_id: str) -> AsyncIterator[Stream]:
    """Have a ledger, and a connection to send by; nothing is sent by itself."""
    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield Stream(session, gateway, open_id)


@asynccontextmanager
async def streaming(gateway: str, open_id: str, senders: int = SENDERS) -> AsyncIterator[Stream]:
    """Send for as long as this is open."""
    async with open_stream(gateway, open_id) as stream:
        sending = [asyncio.create_task(stream.send()) for _ in range(senders)]
        try:
            yield stream
        finally:
            for task in sending:
                task.cancel()
            await asyncio.gather(*sending, return_exceptions=True)
