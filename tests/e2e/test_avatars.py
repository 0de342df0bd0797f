"""An account's picture comes from Postlog, so that a page asks nobody else for it."""

import pytest
from told import Stranger, Told

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_owners_page_gets_the_picture_and_a_strangers_does_not(
    told: Told, stranger: Stranger
) -> None:
    address = f"/api/tiktok/accounts/{told.story.account.account_id}/avatar"
    picture = (await told.visitor.browser.get(address)).require(200)
    foreign = await stranger.visitor.browser.get(address)

    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "private, max-age=86400"
    assert picture.body.startswith(b"<svg")
    assert foreign.status == 404
