"""The cover of a medium, as its owner's page loads it."""

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from platforms.instagram.media import Cover

from ..support import Connected, Sandbox, Serve
from ..working import post_in_app


async def load(sandbox: Sandbox, url: str, account: Connected, media_id: str, user: object) -> int:
    """Load a cover as this user's page does, and give the status."""
    address = f"{url}/api/instagram/accounts/{account.account_id}/media/{media_id}/cover"
    async with sandbox.session.get(address, headers={"X-User": str(user)}) as answer:
        assert answer.status != 200 or answer.content_type.startswith("image/")
        return answer.status


async def test_the_cover_is_given_to_the_accounts_owner_alone(
    connected: Connected, sandbox: Sandbox, settings: Any, serve: Serve
) -> None:
    settings.avatar_hosts = (urlsplit(sandbox.url).netloc,)
    media_id = await post_in_app(sandbox, caption="Fresh bread")
    url = await serve()

    assert await load(sandbox, url, connected, media_id, connected.user_id) == 200
    assert await load(sandbox, url, connected, media_id, uuid4()) == 404


@pytest.mark.parametrize("media_id", ["18000000000000000", "me", "1_2"])
async def test_there_is_none_of_what_is_no_medium(
    media_id: str, connected: Connected, sandbox: Sandbox, serve: Serve
) -> None:
    assert await load(sandbox, await serve(), connected, media_id, connected.user_id) == 404


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ({"media_type": "IMAGE", "media_url": "p"}, "p"),
        ({"media_type": "VIDEO", "media_url": "v", "thumbnail_url": "t"}, "t"),
        ({"media_type": "VIDEO", "media_url": "v"}, ""),
        (
            {
                "media_type": "CAROUSEL_ALBUM",
                "children": {"data": [{"media_type": "VIDEO"}, {"media_url": "second"}]},
            },
            "second",
        ),
        ({"media_type": "CAROUSEL_ALBUM", "media_url": "first"}, "first"),
    ],
)
def test_what_shows_a_medium_is_a_picture(told: dict[str, object], address: str) -> None:
    assert Cover.model_validate(told).address == address
