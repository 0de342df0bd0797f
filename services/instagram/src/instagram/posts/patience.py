"""How long to wait for Instagram, and which of its refusals may pass: pure.

Meta advises to ask about a container once a minute for at most five minutes; videos take longer.
https://developers.facebook.com/documentation/instagram-platform/content-publishing
https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/error-codes
"""

from datetime import datetime, timedelta

from instagram.posts.post import Post
from platforms.instagram.catalogue import CATALOGUE

SECOND = timedelta(seconds=1)
AT_ONCE = timedelta(0)
FETCH_AGAIN = 5 * SECOND
LONGEST_WAIT = timedelta(hours=72)
SETTLED = 10 * SECOND
# A file may fail for one of six items whose addresses are alike, and be fetched a moment later.
FETCH_FAULTS = frozenset({"2207003", "2207052", "9004"})
MOST_FETCHES = 4
# Instagram has lost what it had; another container may do better.
CONTAINER_FAULTS = frozenset(
    {"2207001", "2207006", "2207008", "2207020", "2207032", "2207053", "2207082"}
)
MOST_CONTAINERS = 3
CHILD_LOST = frozenset({"24/2207006", "24/2207008"})
FAILED_CALL = (5 * SECOND, 30 * SECOND, 120 * SECOND, 600 * SECOND)
MOST_FAILED_CALLS = 5
LIMIT_READ_AGAIN = timedelta(minutes=15)
RECONNECT_AWAITED = timedelta(minutes=15)
NOT_OF_THE_POST = frozenset({"190", "102", "unreachable"})


def is_ours(code: str) -> bool:
    """Tell a reason of ours, by which nothing was sent; Instagram's have no hyphen inside."""
    return "-" in code.lstrip("-")


def may_be_made_anew(code: str, made: int) -> bool:
    """Tell whether another container may succeed, after so many calls for one."""
    name = code.rpartition("/")[2]
    if name in FETCH_FAULTS:
        return made < MOST_FETCHES
    return name in CONTAINER_FAULTS and made < MOST_CONTAINERS


def may_be_called_again(code: str) -> bool:
    """Tell a refusal to publish that passes: a limit, an unready file, a token that has ended."""
    kind = CATALOGUE.entry("api", code).kind
    return kind == "wait" or is_ours(code) or code.partition("/")[0] in NOT_OF_THE_POST


def is_settled(called_at: datetime, now: datetime) -> bool:
    """Tell whether a container would be PUBLISHED by now, if the call had worked."""
    return now - called_at >= SETTLED


def before_making_again(code: str, tries: int) -> timedelta:
    """Say how long to wait after a call that gave no container."""
    if code.rpartition("/")[2] in FETCH_FAULTS:
        return FETCH_AGAIN
    return FAILED_CALL[min(max(tries, 1), len(FAILED_CALL)) - 1]


def before_sending_again(tries: int) -> timedelta:
    """Say how long to wait before bytes are sent, after so many times that they did not arrive."""
    return FAILED_CALL[min(tries, len(FAILED_CALL)) - 1] if tries else AT_ONCE


def before_looking_at_containers(age: timedelta, is_slow: bool) -> timedelta:
    """Ask soon for a picture, later for a video; each wait is as long as all before together."""
    if age >= timedelta(minutes=5):
        return timedelta(minutes=5)
    return min(max(age, 3 * SECOND if is_slow else SECOND), 60 * SECOND)


def before_calling_again(code: str, tries: int) -> timedelta:
    """Say how long to wait before a refused post is published again."""
    entry = CATALOGUE.entry("api", code)
    if code.startswith("9/"):
        return LIMIT_READ_AGAIN
    if code.startswith("9007"):
        return min(5 * SECOND * 2.0 ** min(tries, 6), timedelta(minutes=5))
    return timedelta(seconds=entry.retry_after or RECONNECT_AWAITED.total_seconds())


def before_settling(since_call: timedelta) -> timedelta:
    """Ask often what became of the call that publishes, then seldom."""
    if since_call >= timedelta(hours=6):
        return timedelta(minutes=15)
    if since_call >= timedelta(minutes=30):
        return timedelta(minutes=5)
    return min(max(since_call, 3 * SECOND), 60 * SECOND)


def before_identifying(since_live: timedelta, tries: int) -> timedelta | None:
    """Ask for a medium's id and address at once, then more and more seldom for a day."""
    if tries == 0:
        return AT_ONCE
    if since_live >= timedelta(hours=24):
        return None
    return min(max(since_live, 5 * SECOND), timedelta(hours=1))


def is_too_old(post: Post, now: datetime) -> bool:
    """Tell an attempt that is given up."""
    since = post.called_at if post.status == "PUBLISH_OUTCOME_UNKNOWN" else None
    return now - (since or post.attempt_at) >= LONGEST_WAIT
