"""The CRM as its API shows it."""

from http import HTTPStatus

from browser import Browser
from control import Json
from journey import Account, Post
from waiting import require, until


async def listed(browser: Browser, path: str, name: str) -> list[Json]:
    """Give a list of the CRM's API."""
    return list((await browser.get(f"/api/crm/{path}")).require(200).json()[name])


async def account_row(browser: Browser, account: Account) -> Json | None:
    """Give the account's row, if the CRM has it."""
    rows = await listed(browser, "accounts", "accounts")
    return next((row for row in rows if row["account_id"] == account.account_id), None)


async def wait_for_post(browser: Browser, post: Post, *, public: bool) -> Json:
    """Wait until the CRM knows how the post ended."""

    async def look() -> Json | None:
        rows = await listed(browser, "tiktok/posts?limit=500", "posts")
        for row in rows:
            if row["post_id"] == post.post_id and row["status"] == "PUBLISH_COMPLETE":
                return row if bool(row["post_ids"]) == public else None
        return None

    return await until("the post's row in the CRM", look)


async def wait_for_row(browser: Browser, post_id: str, status: str, public: int = 0) -> Json:
    """Wait until the CRM shows a post like this, with so many public ids; gives its detail."""

    async def look() -> Json | None:
        answer = await browser.get(f"/api/crm/tiktok/posts/{post_id}")
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        row: Json = answer.require(200).json()
        return row if row["status"] == status and len(row["post_ids"]) == public else None

    return await until(f"the post {status} in the CRM", look)


async def webhook_rows(browser: Browser, post: Post) -> list[Json]:
    """Give the deliveries about a post, as the CRM has them."""
    rows = await listed(browser, "webhook-events?limit=500", "webhook_events")
    return [row for row in rows if row["publish_id"] == post.publish_id]


async def wait_for_webhooks(browser: Browser, post: Post, count: int) -> list[Json]:
    """Wait for so many different deliveries about a post; there may not be more."""

    async def look() -> list[Json] | None:
        found = await webhook_rows(browser, post)
        return found if len(found) >= count else None

    found = await until(f"{count} deliveries in the CRM", look)
    require(len(found) == count, f"{count} deliveries in the CRM, not {len(found)}")
    return found
