"""What the API gives of posts, as explicit models."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from contracts.instagram.posts import Kind
from instagram.posts.retries import Retry, change_of, retry_of
from instagram.posts.view import Part, PostView
from instagram.posts.words import words_of
from instagram.publishing.choices import LimitState, Offer
from instagram.publishing.start import Begun
from platforms.catalogue import Change
from platforms.instagram.app import Login
from platforms.instagram.locations import Location


class PostAnswer(BaseModel):
    """The post as it is now, and what its user should know of it."""

    post_id: UUID
    status: str
    warnings: list[str]

    @classmethod
    def of(cls, begun: Begun) -> "PostAnswer":
        """Describe a post that was begun."""
        post = begun.post
        return cls(post_id=post.post_id, status=post.status, warnings=list(begun.warnings))


class StatusAnswer(BaseModel):
    """Where a post stands, what that means, and when Instagram last said something of it.

    `parts` tells how far Instagram has prepared each picture or video (`item`, counted from 0), and
    the post itself. `retry` says what a new attempt would be: refused, safe, or possibly a second
    post, of which the user should be asked first; `change` what it must change, since Instagram
    would refuse the same again. `waits_for` is the code of what holds the post up. `media_id` and
    `permalink` are null until Instagram has told them, which after a lost answer may be never.
    """

    post_id: UUID
    account_id: UUID
    kind: Kind
    attempt: int
    status: str
    waits_for: str | None
    fail_code: str | None
    fail_item: int | None
    platform_message: str | None
    fbtrace_id: str | None
    message: str
    next_step: str
    retry: Retry
    change: Change | None
    parts: list[Part]
    media_id: str | None
    permalink: str | None
    observed_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, post: PostView) -> "StatusAnswer":
        """Describe a post."""
        words = words_of(post)
        return cls(
            post_id=post.post_id,
            account_id=post.account_id,
            kind=post.kind,
            attempt=post.attempt,
            status=post.status,
            waits_for=post.waits_for or None,
            fail_code=post.fail_code or None,
            fail_item=post.fail_item,
            platform_message=post.fail_message or None,
            fbtrace_id=post.fbtrace_id,
            message=words.message,
            next_step=words.next_step,
            retry=retry_of(post),
            change=change_of(post),
            parts=post.parts,
            media_id=post.media_id,
            permalink=post.permalink or None,
            observed_at=post.observed_at,
            created_at=post.created_at,
        )


class ChoicesAnswer(BaseModel):
    """What the login that an account was connected by lets its posts have.

    `finds_places` tells whether `GET /api/instagram/locations` can be asked for it.
    """

    account_id: UUID
    login: Login
    finds_places: bool

    @classmethod
    def of(cls, offer: Offer) -> "ChoicesAnswer":
        """Describe what is offered."""
        return cls(account_id=offer.account_id, login=offer.login, finds_places=offer.finds_places)


class LimitAnswer(BaseModel):
    """How many posts the account may still publish; those of other apps count too.

    A carousel is one post, and takes one container more than it has items.
    """

    account_id: UUID
    quota_total: int
    quota_usage: int
    quota_duration: int
    left: int
    containers_left: int

    @classmethod
    def of(cls, state: LimitState) -> "LimitAnswer":
        """Describe a limit."""
        return cls(
            account_id=state.account_id,
            quota_total=state.quota.config.quota_total,
            quota_usage=state.quota.quota_usage,
            quota_duration=state.quota.config.quota_duration,
            left=state.quota.left,
            containers_left=state.containers_left,
        )


class LocationAnswer(BaseModel):
    """A place that a post may name by its `id`."""

    id: str
    name: str
    link: str
    street: str
    city: str
    country: str

    @classmethod
    def of(cls, found: Location) -> "LocationAnswer":
        """Describe a place."""
        place = found.location
        return cls(
            id=found.id,
            name=found.name,
            link=found.link,
            street=place.street if place else "",
            city=place.city if place else "",
            country=place.country if place else "",
        )


class LocationsAnswer(BaseModel):
    """The places that were found."""

    locations: list[LocationAnswer]
