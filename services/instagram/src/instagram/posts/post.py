"""A post as the state machine sees it, with the containers that Instagram makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypedDict
from uuid import UUID

from contracts.instagram.posts import Kind, PostState

WHOLE = -1
"""The post itself, where its pictures and videos are counted from 0."""
ContainerStatus = Literal["REFUSED", "IN_PROGRESS", "FINISHED", "ERROR", "EXPIRED", "PUBLISHED"]
OVER: frozenset[PostState] = frozenset({"FAILED", "UNKNOWN", "PUBLISHED"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """What Instagram, or we, said against a call; `said` is Instagram's own sentence."""

    code: str
    said: str = ""
    trace_id: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt has ended; `item` is the picture or video at fault, where that is known."""

    refusal: Refusal
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Container:
    """One part as Instagram prepares it.

    `made` counts the calls that wanted it in this attempt; the last was made at `made_at`.
    `container_id` is None, and the status REFUSED, where that call gave none. `upload_url` is the
    sealed address for the bytes of a video that is sent, until all have come.
    """

    container_id: str | None
    status: ContainerStatus
    made_at: datetime
    subcode: str = ""
    made: int = 1
    observed_at: datetime | None = None
    upload_url: bytes | None = field(default=None, repr=False)


class PostIdentity(TypedDict):
    """The fields that every event of a post carries."""

    account_id: UUID
    user_id: UUID
    post_id: UUID
    status: PostState


@dataclass(frozen=True, slots=True)
class Post:
    """The state that decides.

    `items` is the number of pictures and videos, `is_slow` whether any is a video. `called_at` is
    when the call that publishes was made, as long as its outcome is open; `refusal` is a clear
    refusal of that call, which the container has yet to confirm. `tries` counts the failed calls
    since the last progress.
    """

    post_id: UUID
    account_id: UUID
    user_id: UUID
    kind: Kind
    items: int
    status: PostState
    attempt_at: datetime
    attempt: int = 1
    is_slow: bool = False
    caption: str = ""
    containers: Mapping[int, Container] = field(default_factory=dict)
    called_at: datetime | None = None
    refusal: Refusal | None = None
    media_id: str | None = None
    permalink: str = ""
    failure: Failure | None = None
    tries: int = 0
    status_since: datetime | None = None

    def identity(self) -> PostIdentity:
        """Give the fields that every event of this post carries; the state is that after it."""
        return PostIdentity(
            account_id=self.account_id,
            user_id=self.user_id,
            post_id=self.post_id,
            status=self.status,
        )

    @property
    def whole(self) -> Container | None:
        """The container that is published."""
        return self.containers.get(WHOLE)

    @property
    def parts(self) -> tuple[int, ...]:
        """What is prepared, in this order: a carousel's items first, then the post itself."""
        return (*range(self.items), WHOLE) if self.kind == "CAROUSEL" else (WHOLE,)

    @property
    def is_findable(self) -> bool:
        """Whether the address of a published post is not known yet, and may still be found."""
        is_told = self.media_id is not None or (self.caption.strip() and self.kind != "STORIES")
        return not self.permalink and bool(is_told)
