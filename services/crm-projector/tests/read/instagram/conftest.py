"""Alice and Bob, each with everything that an Instagram account may have."""

from typing import Any

import pytest

from common.postgres import Pool

from ...builders import BOBS_ACCOUNT, Story, connected
from ...database import settle
from ...instagram import BOBS_IG_POST, BOBS_REPLY, BUSINESS, delivery, one_of_each
from ...sessions import BOB

BOBS_BUSINESS = "17841400000000002"


@pytest.fixture
async def both(pool: Pool) -> None:
    """The same rows for both users, of their own accounts."""
    story = Story()
    bob: dict[str, Any] = {"account_id": BOBS_ACCOUNT, "user_id": BOB}
    bobs = one_of_each(**bob, post_id=BOBS_IG_POST, reply_id=BOBS_REPLY)
    of_alice = connected(provider="instagram", platform_user_id=BUSINESS)
    of_bob = connected(provider="instagram", platform_user_id=BOBS_BUSINESS, **bob)
    told = [story.tell(of_alice, 1), story.tell(of_bob, 1)]
    told += [story.tell(event, 1, at=1) for event in (*one_of_each(), *bobs)]
    told += [story.tell(delivery(who), None, at=2) for who in (BUSINESS, BOBS_BUSINESS)]
    await settle(pool, told)
