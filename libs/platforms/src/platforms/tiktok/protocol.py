"""TikTok's transport rules: a request as a value, and an answer read by its body, never its status.

https://developers.tiktok.com/doc/tiktok-api-v2-error-handling
"""

import re
from collections.abc import Mapping
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

from platforms.tiktok.errors import API_ERRORS, RateLimited, Rejected, TikTokDown, TikTokError

# `YYYYMMDDhhmmss` and 20 hex digits; anything else is not put into our logs.
LOG_ID = re.compile(r"[0-9A-Za-z]{1,64}")
CODE = re.compile(r"[a-z0-9_]{1,80}")
# The gateway says so, in plain text, for a path without its trailing slash or a wrong method.
UNSUPPORTED_PATH = b"Unsupported path"


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request; a `url` that begins with a slash belongs to the API's host.

    Nothing but the method is shown by `repr`: the rest may hold a token or an upload URL.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


class Parsed(BaseModel):
    """What we keep of an answer; TikTok omits or nulls a key whose value is empty or zero."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: object) -> object:
        if not isinstance(data, dict):
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


class ApiError(Parsed):
    """The half of the envelope that decides."""

    code: str
    message: str = ""
    log_id: str | None = None


class Envelope(Parsed):
    """`{data, error}`: a success is `error.code == "ok"` and nothing else."""

    error: ApiError
    data: object = None


Model = TypeVar("Model", bound=BaseModel)


def parsed(model: type[Model], body: bytes) -> Model | None:
    """Give the body as a model, or None: pydantic's error quotes its input, so it ends here."""
    try:
        return model.model_validate_json(body)
    except ValidationError:
        return None


def read_envelope(
    model: type[Model], status: int, headers: Mapping[str, str], body: bytes
) -> Model:
    """Give `data` as a model, or raise what `error` or the lack of an envelope means."""
    envelope = parsed(Envelope, body)
    if envelope is None:
        raise unreadable(status, headers, body)
    if envelope.error.code != "ok":
        raise refusal(envelope.error, status, headers)
    answer = _validated(model, envelope.data)
    if answer is None:
        raise TikTokDown("unreadable_data", log_id(headers, envelope.error.log_id))
    return answer


def refusal(error: ApiError, status: int, headers: Mapping[str, str]) -> TikTokError:
    """Tell what an envelope's error means to us."""
    code, found = canonical_code(error), log_id(headers, error.log_id)
    kind = API_ERRORS.get(code)
    if status == 429 or kind is RateLimited:
        return RateLimited(code, found, retry_after(headers))
    if kind is None:
        kind = TikTokDown if status >= 500 or not error.code else Rejected
    return kind(code, found)


def canonical_code(error: ApiError) -> str:
    """Give one spelling to a code that TikTok spells in two ways, and nothing unprintable."""
    # The pages print `invalid_param`, live answers say `invalid_params`, and an unknown publish id
    # may come as the latter: https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status
    if error.code in {"invalid_param", "invalid_params"}:
        return "invalid_publish_id" if "invalid_publish_id" in error.message else "invalid_params"
    return error.code if CODE.fullmatch(error.code) else "unreadable_code"


def unreadable(status: int, headers: Mapping[str, str], body: bytes) -> TikTokError:
    """Tell what an answer without TikTok's JSON means: a web page, a gateway's text, a torso."""
    found = log_id(headers, None)
    if status == 429:
        return RateLimited("rate_limit_exceeded", found, retry_after(headers))
    if status == 404 and body.startswith(UNSUPPORTED_PATH):
        return Rejected("unsupported_path", found)
    return TikTokDown(f"unreadable_{status}", found)


def log_id(headers: Mapping[str, str], told: str | None) -> str | None:
    """Find TikTok's log id in the body or the header, unless it is none."""
    found = told or headers.get("x-tt-logid") or headers.get("X-Tt-Logid") or ""
    return found if LOG_ID.fullmatch(found) else None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read `Retry-After` in seconds; TikTok documents none, so a date is not looked for."""
    told = headers.get("Retry-After") or headers.get("retry-after") or ""
    return float(told) if re.fullmatch(r"[0-9]{1,6}", told) else None


def bearer(token: str) -> dict[str, str]:
    """Give the header that every API call carries."""
    return {"Authorization": f"Bearer {token}"}


def json_call(token: str) -> dict[str, str]:
    """Give the headers of a posting call."""
    return {**bearer(token), "Content-Type": "application/json; charset=UTF-8"}


def _validated(model: type[Model], data: object) -> Model | None:
    try:
        return model.model_validate({} if data is None else data)
    except ValidationError:
        return None
