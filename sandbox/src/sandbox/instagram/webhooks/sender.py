"""POSTs a signed body once."""

import ssl
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import ClientError, ClientSession, ClientTimeout

from sandbox.instagram.graph.call import Side
from sandbox.instagram.settings import Settings
from sandbox.instagram.switches import Signature
from sandbox.instagram.webhooks.bodies import signatures
from sandbox.instagram.webhooks.changes import Change

State = Literal["pending", "held", "delivered", "dropped", "given_up", "unaddressed"]


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


class Sender:
    """Signs with the secret of the delivery's app; a redirect is not followed."""

    def __init__(self, settings: Settings, session: ClientSession) -> None:
        self._settings, self._session = settings, session
        self._ssl = client_context(settings)

    async def post(self, url: str, delivery: Delivery, seconds: float, now: float) -> Attempt:
        """Send it, and say what came back within so many seconds."""
        headers = {"Content-Type": "application/json", **self._signed(delivery)}
        try:
            async with self._session.post(
                url,
                data=delivery.body,
                headers=headers,
                timeout=ClientTimeout(total=seconds),
                allow_redirects=False,
                ssl=self._ssl,
            ) as response:
                return Attempt(now, response.status)
        except (ClientError, TimeoutError) as error:
            return Attempt(now, None, type(error).__name__)

    def _signed(self, delivery: Delivery) -> dict[str, str]:
        settings = self._settings
        secret = settings.app_secret if delivery.side == "facebook" else settings.login_app_secret
        return signatures(secret[::-1] if delivery.signature == "bad" else secret, delivery.body)


def client_context(settings: Settings) -> ssl.SSLContext | bool:
    """What proves us to a receiver that asks for a certificate (mTLS)."""
    if not settings.client_certificate:
        return True
    context = ssl.create_default_context(cafile=settings.receiver_authority or None)
    context.load_cert_chain(settings.client_certificate)
    return context
