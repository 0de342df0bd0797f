"""TikTok's times: seconds by its pages, and milliseconds in some answers."""

from typing import Annotated

from pydantic import AfterValidator, Field

LATEST = 253_402_300_799
"""The last second of the year 9999. As milliseconds this is 1978, before there was TikTok."""


def _in_seconds(time: int) -> int:
    return time // 1000 if time > LATEST else time


Seconds = Annotated[int, Field(ge=0, le=LATEST * 1000 + 999), AfterValidator(_in_seconds)]
"""A time since 1970 that may have been sent in milliseconds."""
