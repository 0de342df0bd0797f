"""Comments at Instagram: what Postlog hears of them, and does about them."""

from collections.abc import Sequence

import crm
from browser import Browser
from control import Json
from instagram_connecting import InstagramAccount
from journey import Visit
from waiting import require, until


async def comments_in_one_body(
    visitor: Visit, media_id: str, first: str, twice: str
) -> tuple[Json, tuple[str, str]]:
    """Let two people comment; both are told in one body, the second of them twice.

    Gives the delivery, and the comments' ids.
    """
    instagram = visitor.instagram
    async with instagram.switched(webhook_hold=True):
        one = await instagram.comment(media_id, "sample_fan", first)
        async with instagram.switched(webhook_duplicates=2):
            two = await instagram.comment(media_id, "other_fan", twice)
        bodies = [sent for sent in await instagram.send_held() if media_id in sent["body"]]
    require(len(bodies) == 1, f"one body, not {len(bodies)}")
    return bodies[0], (one, two)


async def wait_for_comments(
    browser: Browser, account: InstagramAccount, comment_ids: Sequence[str]
) -> list[Json]:
    """Wait until the CRM has these comments, and give their rows in this order."""

    async def look() -> list[Json] | None:
        found = {one["comment_id"]: one for one in await _rows(browser, account)}
        rows = [found[one] for one in comment_ids if one in found]
        return rows if len(rows) == len(comment_ids) else None

    return await until(f"{len(comment_ids)} comments in the CRM", look)


async def answer(browser: Browser, comment_id: str, text: str) -> Json:
    """Answer a comment, and wait until Instagram has the answer."""
    path = f"/api/instagram/comments/{comment_id}/replies"
    asked = (await browser.send("POST", path, {"text": text})).require(202).json()

    async def look() -> Json | None:
        address = f"/api/instagram/replies/{asked['reply_id']}"
        found: Json = (await browser.get(address)).require(200).json()
        require(found["status"] != "FAILED", f"POSTED, but {found['code']}")
        return found if found["status"] == "POSTED" else None

    return await until("the answer POSTED", look)


async def hide(browser: Browser, account: InstagramAccount, comment_id: str) -> None:
    """Hide a comment, and wait until the CRM says so."""
    path = f"/api/instagram/comments/{comment_id}/hide"
    (await browser.send("POST", path, {"hide": True})).require(200, 202)

    async def look() -> bool:
        [row] = await wait_for_comments(browser, account, [comment_id])
        return bool(row["is_hidden"])

    await until("the hidden comment in the CRM", look)


async def _rows(browser: Browser, account: InstagramAccount) -> list[Json]:
    path = f"instagram/comments?account_id={account.account_id}&limit=500"
    return await crm.listed(browser, path, "comments")
