"""Access tokens: what the endpoints of all logins give, and for how long they are good."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field

from platforms.instagram.envelope import refuse, unreadable
from platforms.protocol import Parsed, PlatformId, Secret, parsed

LONGEST_LIFE = 10 * 366 * 86_400


def _first(value: object) -> object:
    """Take the token out of `{"data": [{…}]}`: Instagram Login answers in both shapes."""
    if isinstance(value, dict) and isinstance(data := value.get("data"), list) and data:
        return data[0]
    return value


def _split(value: object) -> object:
    return [part for part in value.split(",") if part] if isinstance(value, str) else value


class Token(Parsed):
    """A token and its life in seconds, where that is told.

    The short token of Instagram Login also says whose it is, and what was granted.
    """

    access_token: Secret = Field(repr=False)
    expires_in: int | None = Field(default=None, gt=0, le=LONGEST_LIFE)
    user_id: PlatformId | None = None
    permissions: Annotated[tuple[str, ...], BeforeValidator(_split)] = ()


class _Traded(Parsed):
    token: Annotated[Token, BeforeValidator(_first)]


def read_token(status: int, headers: Mapping[str, str], body: bytes) -> Token:
    """Give the token, or raise what Graph says."""
    refuse(headers, body)
    traded = parsed(_Traded, b'{"token":' + body + b"}") if 200 <= status < 300 else None
    if traded is None:
        raise unreadable(status, headers)
    return traded.token
