"""What is read of posts, as pure data: a post as its user sees it, and what it asks for."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contracts.instagram.posts import Kind, PostState


@dataclass(frozen=True, slots=True)
class Asked:
    """What the newest attempt asks for, as it is stored: the addresses are sealed."""

    kept: dict[str, Any]
    sealed: bytes | None = field(repr=False)

    @property
    def videos(self) -> tuple[bool, ...]:
        """Whether each item is a video."""
        return tuple(item["is_video"] for item in self.kept["media"])


class Part(BaseModel):
    """How far Instagram has prepared a part; `item` is None for the post itself."""

    model_config = ConfigDict(frozen=True)

    item: int | None
    status: str


class PostView(BaseModel):
    """A post with its newest attempt."""

    model_config = ConfigDict(frozen=True)

    post_id: UUID
    account_id: UUID
    user_id: UUID
    kind: Kind
    status: PostState
    attempt: int
    media_id: str | None
    permalink: str
    fail_code: str
    fail_item: int | None
    fail_message: str
    fbtrace_id: str | None
    waits_for: str
    observed_at: datetime | None
    created_at: datetime
    status_since: datetime
    request: dict[str, Any]
    request_sha256: bytes
    sealed_addresses: bytes | None
    parts: list[Part]

    @property
    def asked(self) -> Asked:
        """What the newest attempt asks for."""
        return Asked(self.request, self.sealed_addresses)

    @property
    def lacks_addresses(self) -> bool:
        """Whether the addresses that Instagram was to fetch are forgotten."""
        fetched = any(not item.get("asset_id") for item in self.request["media"])
        return fetched and self.sealed_addresses is None
