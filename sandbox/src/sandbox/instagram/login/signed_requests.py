"""The callbacks of facebook.com: the app was removed, or data shall be deleted."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import ClientError, ClientSession, ClientTimeout

TIMEOUT = ClientTimeout(total=10)
Kind = Literal["deauthorize", "deletion"]


def signed_request(secret: str, payload: Mapping[str, object], padded: bool) -> str:
    """The signature over the second part as it is sent, a dot, and that part."""
    content = urlsafe_b64encode(json.dumps(payload, separators=(",", ":")).encode()).decode()
    content = content if padded else content.rstrip("=")
    digest = hmac.new(secret.encode(), content.encode(), hashlib.sha256).digest()
    signature = urlsafe_b64encode(digest).decode()
    return f"{signature if padded else signature.rstrip('=')}.{content}"


def payload_of(kind: Kind, user_id: str, now: int) -> dict[str, object]:
    """What a callback says."""
    payload: dict[str, object] = {
        "user_id": user_id,
        "algorithm": "HMAC-SHA256",
        "issued_at": now,
    }
    return {**payload, "expires": now + 3600} if kind == "deletion" else payload


@dataclass
class Callback:
    """One POST of a signed request; `answer` is the body that came back."""

    kind: Kind
    user_id: str
    signed: str = field(repr=False)
    status: int | None = None
    answer: str = ""


@dataclass
class Callbacks:
    """Posts them once each, and keeps what was answered."""

    session: ClientSession
    sent: list[Callback] = field(default_factory=list)

    async def send(self, url: str, callback: Callback) -> None:
        """POST the form field `signed_request`."""
        self.sent.append(callback)
        form = {"signed_request": callback.signed}
        try:
            async with self.session.post(url, data=form, timeout=TIMEOUT) as response:
                callback.status, callback.answer = response.status, await response.text()
        except (ClientError, TimeoutError) as error:
            callback.answer = type(error).__name__
