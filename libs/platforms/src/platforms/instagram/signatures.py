"""The signature of a delivery, and Meta's signed requests, both checked on the bytes as they came.

https://developers.facebook.com/documentation/instagram-platform/webhooks
https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback
"""

import binascii
import hashlib
import hmac
import re
from base64 import urlsafe_b64decode
from collections.abc import Sequence

from pydantic import Field

from platforms.protocol import Parsed, PlatformId, parsed
from platforms.signatures import InvalidSignature

HEADER = "X-Hub-Signature-256"
SIGNATURE = re.compile(r"sha256=([0-9a-f]{64})")
ALGORITHM = "HMAC-SHA256"
LONGEST = 10_000


class SignedRequest(Parsed):
    """Who removed the app or wants their data deleted: the app-scoped id, and when (seconds)."""

    user_id: PlatformId
    algorithm: str
    issued_at: int = Field(default=0, ge=0)


def verify(secrets: Sequence[str], header: str, body: bytes) -> None:
    """Check `sha256=<hex HMAC-SHA256 of the body>` by any of our secrets."""
    told = SIGNATURE.fullmatch(header)
    if told is None:
        raise InvalidSignature(f"{HEADER} is missing or malformed")
    given = bytes.fromhex(told[1])
    # Every secret is tried, so that the time does not tell which one it was.
    matches = [hmac.compare_digest(_digest(secret, body), given) for secret in secrets]
    if not any(matches):
        raise InvalidSignature(f"{HEADER} does not match")


def open_signed_request(secrets: Sequence[str], text: str) -> SignedRequest:
    """Check and read `<base64url signature>.<base64url JSON>`; the padding may be there or not."""
    signature, dot, payload = text.partition(".")
    if not dot or len(text) > LONGEST:
        raise InvalidSignature("the signed request has no two parts")
    given = _decoded(signature)
    matches = [hmac.compare_digest(_digest(secret, payload.encode()), given) for secret in secrets]
    request = parsed(SignedRequest, _decoded(payload)) if any(matches) else None
    if request is None or request.algorithm != ALGORITHM:
        raise InvalidSignature("the signed request does not match")
    return request


def is_challenge(text: str) -> bool:
    """Tell a challenge that may be sent back as it came."""
    return re.fullmatch(r"[A-Za-z0-9_-]{1,200}", text) is not None


def _digest(secret: str, message: bytes) -> bytes:
    return hmac.digest(secret.encode(), message, hashlib.sha256)


def _decoded(part: str) -> bytes:
    bare = part.rstrip("=")
    try:
        return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        failed = "the signed request is not base64url"
    raise InvalidSignature(failed)
