"""What every platform's protocol is made of: requests as values, and answers read into models."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)


@dataclass(frozen=True, slots=True)
class Content:
    """A body too large for memory: its size, and what gives its bytes from their start."""

    size: int
    blocks: Callable[[], AsyncIterator[bytes]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request; a `url` that begins with a slash belongs to the API's host.

    Nothing but the method is shown by `repr`: the rest may hold a token or an upload URL. `content`
    stands in the place of a body that is not to be held in memory.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    content: Content | None = None


class Parsed(BaseModel):
    """What we keep of an answer; platforms omit or null a key whose value is empty or zero."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: object) -> object:
        if not isinstance(data, dict) or None not in data.values():
            return data
        return {key: value for key, value in data.items() if value is not None}


def _storable(text: str) -> str:
    # PostgreSQL has no NUL in text, and a lone surrogate has no UTF-8.
    if "\x00" in text:
        raise ValueError("holds a NUL")
    text.encode()
    return text


def _digits(value: object) -> object:
    # Ids are 64-bit numbers in some answers and strings in others; a float has lost digits already.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, AfterValidator(_storable)]
PlatformId = Annotated[Text, BeforeValidator(_digits), Field(min_length=1, max_length=128)]
Secret = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]+$", max_length=4096)]


Model = TypeVar("Model", bound=BaseModel)


def parsed(model: type[Model], body: bytes) -> Model | None:
    """Give the body as a model, or None: pydantic's error quotes its input, so it ends here."""
    try:
        return model.model_validate_json(body)
    except ValidationError:
        return None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read `Retry-After` in seconds; a date is not looked for."""
    told = headers.get("Retry-After") or headers.get("retry-after") or ""
    return float(told) if re.fullmatch(r"[0-9]{1,6}", told) else None


def bearer(token: str) -> dict[str, str]:
    """Give the header that every API call carries."""
    return {"Authorization": f"Bearer {token}"}
