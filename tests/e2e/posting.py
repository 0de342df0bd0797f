"""Posting a video: asking, sending, and what TikTok says about it afterwards."""

from browser import Browser
from control import Json
from journey import Account, Post, Say, Visit, silently
from log import Log, Record
from upload import Target, Upload, Video
from waiting import require, until


async def start_post(
    browser: Browser, account: Account, video: Video, privacy_level: str
) -> tuple[Json, Target]:
    """Ask Postlog to take a video."""
    wish = {
        "account_id": account.account_id,
        "mode": "DIRECT_POST",
        "source": "FILE_UPLOAD",
        "video_size": video.size,
        "title": f"A video of {video.size:,} bytes #postlog",
        "privacy_level": privacy_level,
        "disable_duet": True,
        "disable_stitch": True,
    }
    started: Json = (await browser.send("POST", "/api/tiktok/upload", wish)).require(201).json()
    told = started["upload"]
    return started, Target(told["url"], told["chunk_size"], told["total_chunk_count"])


async def publish(
    visitor: Visit,
    account: Account,
    video: Video,
    privacy_level: str,
    cut_in: int | None = None,
    say: Say = silently,
) -> Post:
    """Send a video, and see that TikTok got every byte of it."""
    started, target = await start_post(visitor.browser, account, video, privacy_level)
    uploaded = await Upload(visitor.browser, target, video).send(cut_in, say)
    known = await visitor.control.publish(started["publish_id"])
    require(known["sha256"] == uploaded.sha256, f"sha256 {uploaded.sha256} at TikTok")
    return Post(started["post_id"], started["publish_id"], video, uploaded)


async def settled(browser: Browser, post: Post, *, public: bool) -> Json:
    """Wait until Postlog says that the post is published, and public where it should become so."""

    async def look() -> Json | None:
        path = f"/api/tiktok/status/{post.publish_id}"
        found: Json = (await browser.get(path)).require(200).json()
        require(found["status"] != "FAILED", f"PUBLISH_COMPLETE, but {found['fail_reason']}")
        is_settled = found["status"] == "PUBLISH_COMPLETE" and bool(found["post_ids"]) == public
        return found if is_settled else None

    return await until("PUBLISH_COMPLETE" + (" with a public id" if public else ""), look)


async def webhooks_out_of_order(visitor: Visit, post: Post) -> list[Json]:
    """Let TikTok send the two webhooks of a public post twice each, the newest first."""

    async def held() -> list[Json] | None:
        found = await visitor.control.deliveries(post.publish_id, "held")
        return found if len(found) == 4 else None

    await until("two webhooks, twice each, held back", held)
    await visitor.control.release("reversed")
    return await visitor.control.deliveries(post.publish_id)


def appended(log: Log, post: Post) -> list[Record]:
    """Give the webhooks about a post that stand in the log."""
    marker = post.publish_id.encode()
    return [record for record in log.find("webhooks.tiktok.v1") if marker in record.value]


async def wait_until_appended(visitor: Visit, post: Post, count: int) -> list[Record]:
    """Wait for so many webhooks about a post in the log."""

    async def look() -> list[Record] | None:
        found = appended(visitor.log, post)
        return found if len(found) >= count else None

    return await until(f"{count} webhooks in the log", look)


UPLOAD = "/api/tiktok/upload"
PHOTOS = "/api/tiktok/photos"


def wish_to_fetch(account: Account, address: str, **more: object) -> Json:
    """Word a private post of a video that TikTok is to fetch."""
    usual = {
        "account_id": account.account_id,
        "source": "PULL_FROM_URL",
        "video_url": address,
        "privacy_level": "SELF_ONLY",
    }
    return {**usual, **more}


def wish_to_send(account: Account, video: Video, **more: object) -> Json:
    """Word a private post of a video that is sent."""
    usual = {
        "account_id": account.account_id,
        "video_size": video.size,
        "privacy_level": "SELF_ONLY",
    }
    return {**usual, **more}


async def begin(browser: Browser, wish: Json, path: str = UPLOAD) -> Json:
    """Ask for a post that TikTok is to take."""
    answer: Json = (await browser.send("POST", path, wish)).require(201).json()
    return answer


async def send(browser: Browser, started: Json, video: Video) -> None:
    """Send the video that a post was begun for."""
    told = started["upload"]
    target = Target(told["url"], told["chunk_size"], told["total_chunk_count"])
    await Upload(browser, target, video).send(None, silently)


async def wait_for_status(browser: Browser, post_id: str, status: str, public: int = 0) -> Json:
    """Wait until a post stands like this, with so many public ids."""

    async def look() -> Json | None:
        found: Json = (await browser.get(f"/api/tiktok/posts/{post_id}")).require(200).json()
        is_there = found["status"] == status and len(found["post_ids"]) == public
        return found if is_there else None

    return await until(f"{status} with {public} public ids", look)
