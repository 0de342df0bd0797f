"""Makes every secret and number that a platform hands out."""

import secrets
import string
from dataclasses import dataclass

from sandbox.stage.clock import real_time

CANARY = "cnry"
ALPHABET = string.ascii_letters + string.digits
SPREAD = 4_000_000  # milliseconds times this are 19 digits and fit into 63 bits


@dataclass(frozen=True)
class Issued:
    """A secret that left the sandbox, kept so that tests can search for it.

    `owner` says to whom it belongs, in the platform's own field.
    """

    kind: str
    value: str
    owner: dict[str, str]

    def view(self) -> dict[str, str]:
        """All fields side by side, for the control API."""
        return {"kind": self.kind, "value": self.value, **self.owner}


class Mint:
    """Every secret carries the canary marker, and every number is new even after a restart."""

    def __init__(self) -> None:
        self.issued: list[Issued] = []
        self._last_number = 0

    def secret(
        self, kind: str, length: int, *, prefix: str = "", suffix: str = "", **owner: str
    ) -> str:
        """A new secret: prefix, canary, `length` random letters and digits, suffix."""
        value = f"{prefix}{CANARY}{random_text(length)}{suffix}"
        self.issued.append(Issued(kind, value, owner))
        return value

    def number(self) -> int:
        """A 19-digit number above 2^53 that was never handed out before."""
        drawn = int(real_time() * 1000) * SPREAD + secrets.randbelow(SPREAD)
        self._last_number = max(drawn, self._last_number + 1)
        return self._last_number


def random_text(length: int) -> str:
    """Letters and digits that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
