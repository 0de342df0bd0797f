"""How much of a limit is used, as the headers of most answers tell.

https://developers.facebook.com/docs/graph-api/overview/rate-limiting
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field, TypeAdapter, ValidationError

from platforms.protocol import Parsed, retry_after

APP_USAGE = "x-app-usage"
ACCOUNT_USAGE = "x-business-use-case-usage"
MINUTE = 60.0


class Shares(Parsed):
    """Percent of a limit, by what is counted; `estimated_time_to_regain_access` in minutes."""

    call_count: float = Field(default=0, ge=0)
    total_time: float = Field(default=0, ge=0)
    total_cputime: float = Field(default=0, ge=0)
    estimated_time_to_regain_access: float = Field(default=0, ge=0, le=60 * 24 * 7)

    @property
    def percent(self) -> float:
        """Give the largest of the three: the first that reaches 100 ends it."""
        return max(self.call_count, self.total_time, self.total_cputime)


@dataclass(frozen=True, slots=True)
class Usage:
    """How full the limits are that an answer told of, in percent.

    `wait_seconds` is how long the account's own limit stays shut; for the app's nobody is told.
    """

    percent: float = 0.0
    wait_seconds: float = 0.0
    app_percent: float = 0.0


BY_OBJECT: TypeAdapter[dict[str, list[Shares]]] = TypeAdapter(dict[str, list[Shares]])
OF_APP: TypeAdapter[Shares] = TypeAdapter(Shares)


def usage_of(headers: Mapping[str, str]) -> Usage:
    """Read both headers; whose limit an entry is about is not documented, so the worst counts."""
    lowered = {name.lower(): value for name, value in headers.items()}
    told = list(_of_account(lowered))
    return Usage(
        percent=max((shares.percent for shares in told), default=0.0),
        wait_seconds=MINUTE
        * max((shares.estimated_time_to_regain_access for shares in told), default=0.0),
        app_percent=_of_app(lowered).percent,
    )


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """Give how long a refused call has to wait, where the answer says so."""
    return usage_of(headers).wait_seconds or retry_after(headers)


def _of_account(headers: Mapping[str, str]) -> list[Shares]:
    """Give what the header holds; one that cannot be read tells nothing."""
    try:
        told = BY_OBJECT.validate_json(headers.get(ACCOUNT_USAGE, "{}"))
    except ValidationError:
        return []
    return [shares for entries in told.values() for shares in entries]


def _of_app(headers: Mapping[str, str]) -> Shares:
    try:
        return OF_APP.validate_json(headers.get(APP_USAGE, "{}"))
    except ValidationError:
        return Shares()
