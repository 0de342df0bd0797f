"""Cursors name the last row of a page: no row is skipped or shown twice when rows are added."""

import base64
from typing import TypeVar

from pydantic import BaseModel

from common.errors import InvalidRequest

Position = TypeVar("Position", bound=BaseModel)


def encoded(position: BaseModel) -> str:
    """Make an opaque cursor."""
    return base64.urlsafe_b64encode(position.model_dump_json().encode()).decode().rstrip("=")


def decoded(cursor: str | None, model: type[Position]) -> Position | None:
    """Read a cursor of ours; raises `InvalidRequest` for any other text."""
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return model.model_validate_json(base64.urlsafe_b64decode(padded))
    except ValueError as error:
        raise InvalidRequest("cursor: use next_cursor of the page before.") from error
