"""The signature of a delivery, checked on its raw bytes.

https://developers.tiktok.com/doc/webhooks-verification
"""

import hmac
import re
from collections.abc import Sequence

from platforms.signatures import InvalidSignature, StaleSignature

HEADER = "TikTok-Signature"
SECONDS = re.compile(r"[0-9]{1,12}")


def verify(
    secrets: Sequence[str],
    header: str,
    body: bytes,
    now: float,
    max_age: float,
    max_ahead: float = 300,
) -> None:
    """Check `t=<seconds>,s=<hex HMAC-SHA256 of "t.body">` by any of our secrets, then its age."""
    parts = dict([part.strip().partition("=")[::2] for part in header.split(",")])
    time, signature = parts.get("t", ""), parts.get("s", "")
    if not SECONDS.fullmatch(time):
        raise InvalidSignature(f"{HEADER} is missing or has no time")
    message = time.encode() + b"." + body
    matches = [_signs(secret, message, signature) for secret in secrets]
    if not any(matches):
        raise InvalidSignature(f"{HEADER} does not match the body")
    # Whether a retry keeps its first time is not documented, so the window is the caller's.
    if not -max_ahead <= now - int(time) <= max_age:
        raise StaleSignature(f"{HEADER} was made too long ago, or ahead of our clock")


def _signs(secret: str, message: bytes, signature: str) -> bool:
    expected = hmac.digest(secret.encode(), message, "sha256").hex()
    same = hmac.compare_digest(expected.encode(), signature.encode(errors="replace"))
    # Anyone can sign with an empty key.
    return same and bool(secret)
