"""TikTok's envelope: an answer is read by its body, never by its status.

https://developers.tiktok.com/doc/tiktok-api-v2-error-handling
"""

import re
from collections.abc import Mapping

from pydantic import ValidationError

from platforms.errors import PlatformDown, PlatformError, RateLimited, Rejected
from platforms.protocol import Model, Parsed, bearer, parsed, retry_after
from platforms.tiktok.codes import API_ERRORS

# `YYYYMMDDhhmmss` and 20 hex digits; anything else is not put into our logs.
LOG_ID = re.compile(r"[0-9A-Za-z]{1,64}")
CODE = re.compile(r"[a-z0-9_]{1,80}")
# The gateway says so, in plain text, for a path without its trailing slash or a wrong method.
UNSUPPORTED_PATH = b"Unsupported path"


class ApiError(Parsed):
    """The half of the envelope that decides."""

    code: str
    message: str = ""
    log_id: str | None = None


class Envelope(Parsed):
    """`{data, error}`: a success is `error.code == "ok"` and nothing else."""

    error: ApiError
    data: object = None


def read_envelope(
    model: type[Model], status: int, headers: Mapping[str, str], body: bytes
) -> Model:
    """Give `data` as a model, or raise what `error` or the lack of an envelope means."""
    answer, _ = read_logged(model, status, headers, body)
    return answer


def read_logged(
    model: type[Model], status: int, headers: Mapping[str, str], body: bytes
) -> tuple[Model, str | None]:
    """Give TikTok's log id of the call too, for an answer that tells of a failure."""
    envelope = parsed(Envelope, body)
    if envelope is None:
        raise unreadable(status, headers, body)
    if envelope.error.code != "ok":
        raise refusal(envelope.error, status, headers)
    answer, found = _validated(model, envelope.data), log_id(headers, envelope.error.log_id)
    if answer is None:
        raise PlatformDown("unreadable_data", found)
    return answer, found


def refusal(error: ApiError, status: int, headers: Mapping[str, str]) -> PlatformError:
    """Tell what an envelope's error means to us."""
    code, found, message = canonical_code(error), log_id(headers, error.log_id), error.message
    kind = API_ERRORS.get(code)
    if status == 429 or kind is RateLimited:
        return RateLimited(code, found, retry_after(headers), message=message)
    if kind is None:
        kind = PlatformDown if status >= 500 or not error.code else Rejected
    return kind(code, found, message=message)


def canonical_code(error: ApiError) -> str:
    """Give one spelling to a code that TikTok spells in two ways, and nothing unprintable."""
    # The pages print `invalid_param`, live answers say `invalid_params`, and an unknown publish id
    # may come as the latter: https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status
    if error.code in {"invalid_param", "invalid_params"}:
        return "invalid_publish_id" if "invalid_publish_id" in error.message else "invalid_params"
    return error.code if CODE.fullmatch(error.code) else "unreadable_code"


def unreadable(status: int, headers: Mapping[str, str], body: bytes) -> PlatformError:
    """Tell what an answer without TikTok's JSON means: a web page, a gateway's text, a torso."""
    found = log_id(headers, None)
    if status == 429:
        return RateLimited("rate_limit_exceeded", found, retry_after(headers))
    if status == 404 and body.startswith(UNSUPPORTED_PATH):
        return Rejected("unsupported_path", found)
    return PlatformDown(f"unreadable_{status}", found)


def log_id(headers: Mapping[str, str], told: str | None) -> str | None:
    """Find TikTok's log id in the body or the header, unless it is none."""
    found = told or headers.get("x-tt-logid") or headers.get("X-Tt-Logid") or ""
    return found if LOG_ID.fullmatch(found) else None


def json_call(token: str) -> dict[str, str]:
    """Give the headers of a posting call."""
    return {**bearer(token), "Content-Type": "application/json; charset=UTF-8"}


def _validated(model: type[Model], data: object) -> Model | None:
    try:
        return model.model_validate({} if data is None else data)
    except ValidationError:
        return None
