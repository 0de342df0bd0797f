"""Ids of Meta's nodes: they stand in paths and in field lists, so only digits are taken."""

from typing import Annotated

from pydantic import Field

from platforms.protocol import PlatformId

NodeId = Annotated[PlatformId, Field(pattern=r"^[0-9_]{1,64}$")]
