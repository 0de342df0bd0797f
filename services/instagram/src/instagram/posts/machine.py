"""The state machine of a post: pure decisions over what Instagram says, by whichever call.

A state has a rank and only rises within an attempt; so do the states of a container. What changes
nothing is no event, and what is said of an attempt that is over changes nothing. After a call that
publishes only the container, or the list of media, tells what became of it: any error of that call
may hide a post that is live.
https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-container
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from contracts.instagram.posts import (
    ContainerCreated,
    ContainerStatusObserved,
    PostEvent,
    PostState,
    PublishAttempted,
    PublishOutcomeUnknown,
)
from instagram.posts.endings import Outcome, failed, live
from instagram.posts.patience import is_settled, may_be_called_again, may_be_made_anew
from instagram.posts.post import (
    WHOLE,
    Container,
    ContainerStatus,
    Post,
    Refusal,
)
from platforms.instagram.containers import ContainerState

CONTAINER_RANK: Mapping[ContainerStatus, int] = {
    "REFUSED": 0,
    "IN_PROGRESS": 1,
    "FINISHED": 2,
    "ERROR": 3,
    "EXPIRED": 3,
    "PUBLISHED": 4,
}
EXPIRED = "-2/2207020"


def made(
    post: Post, item: int, container_id: str, at: datetime, upload_url: bytes | None = None
) -> Outcome:
    """Take a new container; it counts only while the post is being prepared."""
    if not _is_being_prepared(post):
        return post, []
    before = post.containers.get(item)
    count = before.made + 1 if before else 1
    new = Container(container_id, "IN_PROGRESS", at, made=count, upload_url=upload_url)
    status: PostState = "PREPARING" if post.status == "REQUESTED" else post.status
    after = replace(_with(post, item, new), status=status, tries=0)
    created = ContainerCreated(
        **after.identity(), attempt=post.attempt, container_id=container_id, item=_number(item)
    )
    return after, [created]


def not_made(post: Post, item: int, refusal: Refusal, at: datetime, *, may_pass: bool) -> Outcome:
    """Count a call that gave no container; the post fails where another would not either."""
    if not _is_being_prepared(post):
        return post, []
    before = post.containers.get(item)
    count = before.made + 1 if before else 1
    refused = Container(None, "REFUSED", at, refusal.code, made=count)
    after = replace(_with(post, item, refused), tries=post.tries + 1)
    if may_pass or may_be_made_anew(refusal.code, count):
        return after, []
    return failed(after, refusal, _number(item))


def sent(post: Post, item: int, container_id: str) -> Outcome:
    """Take a container's bytes for sent: what becomes of them is asked for from now on."""
    known = post.containers.get(item)
    if known is None or known.container_id != container_id or known.upload_url is None:
        return post, []
    return replace(_with(post, item, replace(known, upload_url=None)), tries=0), []


def not_sent(
    post: Post, item: int, container_id: str, refusal: Refusal, *, may_pass: bool
) -> Outcome:
    """Count bytes that did not arrive; where none can follow, another container may be made."""
    known = post.containers.get(item)
    if known is None or known.container_id != container_id or not _is_being_prepared(post):
        return post, []
    if may_pass:
        return replace(post, tries=post.tries + 1), []
    lost = replace(known, status="ERROR", subcode=refusal.code, upload_url=None)
    after = replace(_with(post, item, lost), tries=0)
    if may_be_made_anew(refusal.code, known.made):
        return after, []
    return failed(after, refusal, _number(item))


def children_lost(post: Post) -> Outcome:
    """Have the items of a carousel made anew: Instagram does not find them any more."""
    lost = {
        item: replace(one, status="EXPIRED")
        for item, one in post.containers.items()
        if item != WHOLE
    }
    return replace(post, containers={**post.containers, **lost}), []


def seen(post: Post, item: int, state: ContainerState, at: datetime) -> Outcome:
    """Take what Instagram says of a container; one that was replaced meanwhile counts no more."""
    known, status, subcode = post.containers.get(item), state.status_code, state.subcode
    if known is None or known.container_id != state.id:
        return post, []
    if post.status in {"FAILED", "PUBLISHED"} and status != "PUBLISHED":
        return post, []
    if CONTAINER_RANK[status] <= CONTAINER_RANK[known.status]:
        looked = replace(known, observed_at=max(at, known.observed_at or at))
        return _confirmed(_with(post, item, looked), item, status, at)
    now = replace(known, status=status, subcode=subcode, observed_at=at)
    after, events = replace(_with(post, item, now), tries=0), list[PostEvent]()
    if item == WHOLE and status == "PUBLISHED":
        after, events = live(after, None, at, "container")
    elif status == "ERROR" and not _may_try_again(after, now):
        after, events = failed(after, Refusal(subcode or "unknown"), _number(item))
    elif status == "EXPIRED" and item == WHOLE:
        # What was prepared with it has expired too; what was called was never published.
        after, events = (
            failed(after, Refusal(EXPIRED), None) if post.called_at else children_lost(after)
        )
    told = ContainerStatusObserved(
        **post.identity(),
        attempt=post.attempt,
        container_id=state.id,
        item=_number(item),
        platform_status=status,
        subcode=subcode,
        observed_at=at,
    )
    return after, [told, *events]


def _confirmed(post: Post, item: int, status: ContainerStatus, at: datetime) -> Outcome:
    """No news of the container may be news of the call: it was refused, and did nothing."""
    is_unpublished = item == WHOLE and status in {"FINISHED", "IN_PROGRESS"}
    if not is_unpublished or post.status != "PUBLISHING" or post.refusal is None:
        return post, []
    if post.called_at is None or not is_settled(post.called_at, at):
        return post, []
    if may_be_called_again(post.refusal.code):
        return replace(post, called_at=None, refusal=None, tries=post.tries + 1), []
    return failed(post, post.refusal, None)


def intended(post: Post, at: datetime) -> Outcome:
    """Let the call that publishes be made, once; no event where one is open already."""
    whole = post.whole
    may_call = post.status in {"PREPARING", "PUBLISHING"} and post.called_at is None
    if not may_call or whole is None or whole.container_id is None or whole.status != "FINISHED":
        return post, []
    after = replace(post, status="PUBLISHING", called_at=at, refusal=None)
    event = PublishAttempted(
        **after.identity(), attempt=post.attempt, container_id=whole.container_id
    )
    return after, [event]


def refused(post: Post, refusal: Refusal) -> Outcome:
    """Keep a clear refusal of the call that publishes until the container confirms it."""
    if post.status != "PUBLISHING" or post.called_at is None or post.refusal is not None:
        return post, []
    return replace(post, refusal=refusal), []


def lost(post: Post, refusal: Refusal | None) -> Outcome:
    """Take the call that publishes for one whose outcome is not known."""
    whole = post.whole
    if post.status != "PUBLISHING" or post.called_at is None or whole is None:
        return post, []
    after = replace(post, status="PUBLISH_OUTCOME_UNKNOWN", refusal=None, tries=0)
    event = PublishOutcomeUnknown(
        **after.identity(),
        attempt=post.attempt,
        container_id=whole.container_id or "",
        code=refusal.code if refusal else "",
        fbtrace_id=refusal.trace_id if refusal else None,
    )
    return after, [event]


def _may_try_again(post: Post, container: Container) -> bool:
    """Tell a file that Instagram could not fetch in time: another container may get it."""
    return _is_being_prepared(post) and may_be_made_anew(container.subcode, container.made)


def _is_being_prepared(post: Post) -> bool:
    """Tell a post that no call has published; one that was refused may wait until all expires."""
    is_open_again = post.status == "PUBLISHING" and post.called_at is None
    return is_open_again or post.status in {"REQUESTED", "PREPARING"}


def _with(post: Post, item: int, container: Container) -> Post:
    return replace(post, containers={**post.containers, item: container})


def _number(item: int) -> int | None:
    return None if item == WHOLE else item
