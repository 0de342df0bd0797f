"""Makes every secret and number that the sandbox hands out."""

import hashlib
import secrets
import string
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sandbox.clock import wall

CANARY = "cnry"
ALPHABET = string.ascii_letters + string.digits
SPREAD = 4_000_000  # milliseconds times this are 19 digits and fit into 63 bits

SecretKind = Literal["code", "access_token", "refresh_token", "upload_token", "client_token"]


@dataclass(frozen=True)
class Issued:
    """A secret that left the sandbox, kept so that tests can search for it."""

    kind: SecretKind
    value: str
    open_id: str


class Mint:
    """Every secret carries the canary marker, and every number is new even after a restart."""

    def __init__(self) -> None:
        self.issued: list[Issued] = []
        self._last_number = 0

    def code(self, open_id: str) -> str:
        """A code with `*` and `!`, which must be decoded exactly once on its way back."""
        value = f"{CANARY}{_random(40)}*{_random(1)}!{1000 + secrets.randbelow(9000)}.s1"
        return self._record("code", value, open_id)

    def access_token(self, open_id: str) -> str:
        """A user access token."""
        return self._record("access_token", f"act.{CANARY}{_random(48)}", open_id)

    def refresh_token(self, open_id: str) -> str:
        """A refresh token."""
        return self._record("refresh_token", f"rft.{CANARY}{_random(48)}", open_id)

    def client_token(self) -> str:
        """A token of the app, for no user."""
        return self._record("client_token", f"clt.{CANARY}{_random(48)}", "")

    def upload_token(self, open_id: str) -> str:
        """The secret part of an upload address."""
        return self._record("upload_token", f"{CANARY}{_random(40)}", open_id)

    def number(self) -> int:
        """A 19-digit number beyond 2^53 that was never given before."""
        drawn = int(wall() * 1000) * SPREAD + secrets.randbelow(SPREAD)
        self._last_number = max(drawn, self._last_number + 1)
        return self._last_number

    def _record(self, kind: SecretKind, value: str, open_id: str) -> str:
        self.issued.append(Issued(kind, value, open_id))
        return value


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def open_id_of(client_key: str, handle: str) -> str:
    """The user's id for this app: the same after a restart, and with the `-` of live ones."""
    digest = hashlib.sha256(f"{client_key}/{handle}".encode()).digest()
    return f"-000{urlsafe_b64encode(digest).decode()[:32]}"


def union_id_of(handle: str) -> str:
    """The user's id across the apps of one developer."""
    return str(UUID(bytes=hashlib.sha256(handle.encode()).digest()[:16]))
