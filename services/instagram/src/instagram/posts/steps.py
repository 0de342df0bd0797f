"""What is to be done next for a post: pure.

Items first, each FINISHED before the post itself is prepared, which is FINISHED before it is
published: a container that is used too early is refused, and not always by the right code.
https://developers.facebook.com/documentation/instagram-platform/content-publishing
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from instagram.posts.patience import (
    AT_ONCE,
    SETTLED,
    before_identifying,
    before_looking_at_containers,
    before_making_again,
    before_sending_again,
    before_settling,
    is_too_old,
)
from instagram.posts.post import OVER, WHOLE, Post

TO_BE_MADE = frozenset({"REFUSED", "ERROR", "EXPIRED"})
FRESH = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Make:
    """Make the container of an item, or of the post."""

    item: int


@dataclass(frozen=True, slots=True)
class Send:
    """Send the bytes of a video, from where they broke off."""

    item: int


@dataclass(frozen=True, slots=True)
class Look:
    """Ask what became of these containers, before they are used."""

    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Publish:
    """Read the limit, and make the call that publishes."""


@dataclass(frozen=True, slots=True)
class Settle:
    """Find out what became of the call that publishes."""


@dataclass(frozen=True, slots=True)
class Identify:
    """Ask which medium the post has become, and where it can be seen."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Ask no more."""


Step = Make | Send | Look | Publish | Settle | Identify | GiveUp


def next_step(post: Post, now: datetime) -> Step | None:
    """Give the next step, whether or not its time has come; None where all is done."""
    if post.status == "PUBLISHED":
        return Identify() if post.is_findable else None
    if post.status in OVER:
        return None
    if is_too_old(post, now):
        return GiveUp()
    if post.status == "PUBLISH_OUTCOME_UNKNOWN" or post.called_at is not None:
        return Settle()
    return _prepare(post, now)


def due_in(post: Post, now: datetime) -> timedelta | None:
    """Say how long the next step has to wait; None where there is none."""
    match next_step(post, now):
        case None:
            return None
        case Make(item):
            return _before_making(post, item)
        case Send():
            return before_sending_again(post.tries)
        case Look(items):
            return _before_looking(post, items, now)
        case Settle():
            return _before_settling(post, now)
        case Identify():
            return before_identifying(now - (post.status_since or now), post.tries)
        case _:
            return AT_ONCE


def _prepare(post: Post, now: datetime) -> Step:
    whole = post.containers.get(WHOLE)
    if whole is None or whole.status in TO_BE_MADE:
        return _prepare_items(post) or Make(WHOLE)
    if whole.upload_url is not None:
        return Send(WHOLE)
    is_stale = now - (whole.observed_at or whole.made_at) >= FRESH
    return Look((WHOLE,)) if whole.status != "FINISHED" or is_stale else Publish()


def _prepare_items(post: Post) -> Step | None:
    """Make all of them, send what is sent, then wait for each: they are prepared side by side."""
    found = {item: post.containers.get(item) for item in post.parts if item != WHOLE}
    for item, container in found.items():
        if container is None or container.status in TO_BE_MADE:
            return Make(item)
    for item, container in found.items():
        if container is not None and container.upload_url is not None:
            return Send(item)
    unready = tuple(item for item, one in found.items() if one and one.status != "FINISHED")
    return Look(unready) if unready else None


def _before_making(post: Post, item: int) -> timedelta:
    before = post.containers.get(item)
    if before is None or before.status == "EXPIRED":
        return AT_ONCE
    return before_making_again(before.subcode, post.tries)


def _before_looking(post: Post, items: tuple[int, ...], now: datetime) -> timedelta:
    looked_at = [post.containers[item] for item in items]
    if all(one.status == "FINISHED" for one in looked_at):
        return AT_ONCE
    age = now - max(one.made_at for one in looked_at)
    return before_looking_at_containers(age, post.is_slow)


def _before_settling(post: Post, now: datetime) -> timedelta:
    since = now - (post.called_at or now)
    if post.refusal is not None and since < SETTLED:
        return SETTLED - since
    return before_settling(since)
