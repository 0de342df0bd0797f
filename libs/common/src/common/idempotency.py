"""Idempotency keys: one key stands for one request, however often it is sent."""

import hashlib
from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel

from common.errors import InvalidRequest, ServiceError

LONGEST_KEY = 200


class KeyReused(ServiceError):
    """This idempotency key was used for another request."""

    kind = "idempotency-key-reused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class StillInProgress(ServiceError):
    """The first request with this key is not answered yet."""

    kind = "still-in-progress"
    status = HTTPStatus.CONFLICT
    retry_after = 2.0


def idempotency_key(request: web.Request) -> str | None:
    """Read the request's key, if it has one; raises `InvalidRequest` for one of another form."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (
        0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()
    ):
        raise InvalidRequest(f"Idempotency-Key has 1 to {LONGEST_KEY} printable characters.")
    return key


def request_sha256(request: BaseModel) -> bytes:
    """Give the digest that tells this request from another with the same key.

    Only the fields that were sent count, so that a field which is added later changes no digest of
    an older request.
    """
    return hashlib.sha256(request.model_dump_json(exclude_unset=True).encode()).digest()


def check_repeat(first: bytes, repeat: bytes, *, is_answered: bool) -> None:
    """Let a request with a known key pass only where the answer to the first may be given again.

    Raises `KeyReused` where the digests differ, and `StillInProgress` while the first request has
    no answer.
    """
    if first != repeat:
        raise KeyReused("This Idempotency-Key was used with another body.")
    if not is_answered:
        raise StillInProgress("The first request with this key is not answered yet.")
