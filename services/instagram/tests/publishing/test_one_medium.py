"""Exactly one medium, whatever the network and Instagram's gateways do to every call."""

import pytest

from ..support import Connect, Sandbox
from .posting import Poster

BEFORE_PUBLISHING = [
    ("/{account}/media", "POST"),
    ("/{container}", "GET"),
    ("/{account}/content_publishing_limit", "GET"),
]
AFTER_PUBLISHING = [("/{account}/media", "GET"), ("/{media}", "GET")]
CALL = [("/{account}/media_publish", "POST")]
# What happens after the effect, and what happens in its place.
LATE = ["reset_after", "truncated", "store_then_502"]
EARLY = ["reset_before", "html", "status"]


@pytest.mark.parametrize("kind", [*LATE, *EARLY])
async def test_a_post_is_published_once_while_every_call_fails_once(
    kind: str, poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    post_id = await poster.begin(account, await poster.carousel(account))
    # A call that was stopped before it did anything leaves a doubt that only its user may end.
    calls = CALL if kind in LATE else []
    for endpoint, method in [*BEFORE_PUBLISHING, *calls, *AFTER_PUBLISHING]:
        await sandbox.fault(endpoint, kind, method=method)

    post = await poster.finish(post_id)

    [medium] = await poster.published()
    assert (post.status, post.media_id) == ("PUBLISHED", medium["id"])
    assert await sandbox.calls("/{account}/media_publish") == 1
