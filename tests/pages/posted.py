"""Posting by the API, for tests of what is seen afterwards."""

from typing import Any

from journey import Account
from newcomer import Newcomer
from waiting import until

SIZE = 55_009


async def post_video(newcomer: Newcomer, account: Account, title: str) -> str:
    """Post a public video, wait until TikTok says so, and give its post_id."""
    wish = {
        "account_id": account.account_id,
        "mode": "DIRECT_POST",
        "source": "FILE_UPLOAD",
        "video_size": SIZE,
        "title": title,
        "privacy_level": "PUBLIC_TO_EVERYONE",
    }
    post = await newcomer.api("POST", "/api/tiktok/upload", wish)
    await newcomer.send_bytes(post["upload"]["url"], bytes(SIZE))
    post_id = str(post["post_id"])

    async def look() -> bool:
        found: Any = await newcomer.api("GET", f"/api/tiktok/status/{post_id}")
        return bool(found["status"] == "PUBLISH_COMPLETE" and found["post_ids"])

    await until(f"{title} in public", look)
    return post_id
