"""A client of another author, unmodified: `tiktok-api-client` from the Python package index.

Only its connections are led to the sandbox. What it does right is accepted, and what it does wrong
is refused as TikTok refuses it.
"""

import asyncio
from collections.abc import Awaitable
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from tiktok_api_client import TikTok

from .support import CALLBACK, Answer, Client, Eventually

TIKTOK = "https://open.tiktokapis.com"


@pytest.fixture
def foreign(client: Client, monkeypatch: pytest.MonkeyPatch) -> TikTok:
    """The client, configured with our app's key."""
    send = HTTPAdapter.send

    def led_to_the_sandbox(self: HTTPAdapter, request: Any, **options: Any) -> Any:
        request.url = request.url.replace(TIKTOK, client.base)
        return send(self, request, **options)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", led_to_the_sandbox)
    settings = client.world.settings
    return TikTok(settings.client_key, settings.client_secret, CALLBACK, state="st")


@pytest.fixture
async def connected(client: Client, foreign: TikTok) -> TikTok:
    """The client with a token, obtained as it obtains one but for its challenge."""
    foreign.token_data = await client.connect()
    return foreign


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """A video of 62 MiB and a bit: the smallest that this client cuts into chunks."""
    path = tmp_path / "bread.mp4"
    with path.open("wb") as file:
        file.write(b"\x00\x00\x00\x18ftypmp42")
        file.truncate(62 * 1024 * 1024 + 7)
    return path


def post(foreign: TikTok, path: Path, **changes: str) -> Awaitable[Answer]:
    wish = {
        "source": "FILE_UPLOAD",
        "upload_type": "POST_VIDEO_FILE",
        "title": "bread",
        "privacy_level": "SELF_ONLY",
        "video_path": str(path),
    }
    return asyncio.to_thread(lambda: foreign.create_video(**{**wish, **changes}))


def test_the_client_is_the_one_that_the_docs_name() -> None:
    assert version("tiktok-api-client") == "0.0.15"


async def test_its_creator_info_init_upload_and_status_are_accepted(
    client: Client, connected: TikTok, video: Path, eventually: Eventually
) -> None:
    await client.switch(upload_body="json")  # it reads a body, of which TikTok's pages say nothing

    creator = await asyncio.to_thread(connected.get_creator_info)
    posted = await post(connected, video)

    assert creator["data"]["creator_nickname"]
    publish_id = posted["initial_response"]["data"]["publish_id"]

    async def published() -> object:
        answer = await asyncio.to_thread(connected.check_upload_status, publish_id)
        return answer["data"]["status"] == "PUBLISH_COMPLETE" and answer["data"]

    assert (await eventually(published))["uploaded_bytes"] == video.stat().st_size


async def test_its_challenge_in_base64url_is_refused_at_the_exchange(
    client: Client, foreign: TikTok
) -> None:
    asked = parse_qs(urlsplit(foreign.get_authorization_url()).query)
    code = await client.code(
        code_challenge=asked["code_challenge"][0],
        code_challenge_method=asked["code_challenge_method"][0],
    )

    answered = await asyncio.to_thread(foreign.exchange_code_for_token, code)

    # HTTP 200, so this client keeps the refusal as its tokens
    assert answered["error"] == "invalid_request"
    assert "access_token" not in answered


async def test_its_inbox_upload_without_source_info_is_refused(
    connected: TikTok, video: Path
) -> None:
    with pytest.raises(Exception, match=r"400.*invalid_params"):
        await post(connected, video, upload_type="UPLOAD_VIDEO_FILE")


async def test_its_photo_cover_that_counts_from_one_is_refused(connected: TikTok) -> None:
    with pytest.raises(Exception, match=r"400.*invalid_params"):
        await asyncio.to_thread(
            lambda: connected.create_photo(
                post_mode="DIRECT_POST",
                title="loaf",
                privacy_level="SELF_ONLY",
                photo_images=["https://media.sandbox.test/p/1.jpg"],
            )
        )


async def test_its_privacy_level_that_is_not_offered_is_refused(
    connected: TikTok, video: Path
) -> None:
    with pytest.raises(Exception, match=r"403.*privacy_level_option_mismatch"):
        await post(connected, video, privacy_level="PUBLIC_TO_EVERYONE")


async def test_its_seventh_init_in_a_minute_is_refused(connected: TikTok, tmp_path: Path) -> None:
    small = tmp_path / "small.mp4"
    small.write_bytes(b"\x00\x00\x00\x18ftypmp42")
    for _ in range(6):
        # each is accepted; the empty answer to the upload is what it cannot read
        with pytest.raises(Exception, match="Expecting value"):
            await post(connected, small)

    with pytest.raises(Exception, match=r"429.*rate_limit_exceeded"):
        await post(connected, small)
