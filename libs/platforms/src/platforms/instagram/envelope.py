"""Graph's answers: an object or `true`, or an `error`, whatever the HTTP status says.

https://developers.facebook.com/docs/graph-api/guides/error-handling
"""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from platforms.errors import PlatformDown, PlatformError, RateLimited
from platforms.instagram.codes import kind_of
from platforms.instagram.usage import seconds_to_wait
from platforms.protocol import Model, Parsed, parsed

TRACE_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


class GraphError(Parsed):
    """What Graph says went wrong; the texts are in the user's language, and no code reads them."""

    code: int
    error_subcode: int | None = None
    is_transient: bool = False
    message: str = ""
    error_user_title: str = ""
    error_user_msg: str = ""
    fbtrace_id: str | None = None

    @property
    def name(self) -> str:
        """Give code and subcode as one text, such as `9007/2207027`."""
        subcode = "" if self.error_subcode is None else f"/{self.error_subcode}"
        return f"{self.code}{subcode}"

    @property
    def trace_id(self) -> str | None:
        """Give what Meta's support asks for; anything that does not look like one is none."""
        found = self.fbtrace_id or ""
        return found if TRACE_ID.fullmatch(found) else None


class Failure(Parsed):
    """A body with an `error`, which counts under every status."""

    error: GraphError


def _accepted(value: object) -> object:
    return {"success": True} if value is True else value


class Accepted(Parsed):
    """What a write without an object answers: `{"success": true}`, or `true` alone."""

    success: bool


class Created(Parsed):
    """The id of what was made."""

    id: Annotated[str, Field(pattern=r"^[0-9_]{1,64}$")]


ACCEPTED: TypeAdapter[Accepted] = TypeAdapter(Annotated[Accepted, BeforeValidator(_accepted)])


def read_object(model: type[Model], status: int, headers: Mapping[str, str], body: bytes) -> Model:
    """Give the answer as a model, or raise what its `error`, or the lack of sense, means."""
    refuse(headers, body)
    answer = parsed(model, body) if 200 <= status < 300 else None
    if answer is None:
        raise unreadable(status, headers)
    return answer


def read_accepted(status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Take `true` and `{"success": true}` for success, and nothing else."""
    refuse(headers, body)
    try:
        accepted = ACCEPTED.validate_json(body).success
    except ValidationError:
        accepted = False
    if not accepted:
        raise unreadable(status, headers)


def refuse(headers: Mapping[str, str], body: bytes) -> None:
    """Raise if the body holds an `error`."""
    failure = parsed(Failure, body)
    if failure is not None:
        raise refusal(failure.error, headers)


def refusal(error: GraphError, headers: Mapping[str, str]) -> PlatformError:
    """Tell what an error of Graph's means to us."""
    kind = kind_of(error.code, error.error_subcode, error.is_transient)
    said = error.error_user_msg or error.message
    if kind is RateLimited:
        wait = seconds_to_wait(headers)
        return RateLimited(error.name, error.trace_id, wait, message=said)
    return kind(error.name, error.trace_id, message=said)


def unreadable(status: int, headers: Mapping[str, str]) -> PlatformError:
    """Tell what an answer without Graph's JSON means: a web page, a gateway's text, a torso."""
    if status == 429:
        return RateLimited("rate_limit_exceeded", None, seconds_to_wait(headers))
    return PlatformDown(f"unreadable_{status}")
