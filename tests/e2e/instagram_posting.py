"""Posting to Instagram: what is asked for, and what Instagram made of it."""

from dataclasses import dataclass
from uuid import uuid4

from browser import Browser
from control import Json
from instagram_connecting import InstagramAccount
from instagram_control import InstagramControl
from waiting import require, until

PUBLISH = "/api/instagram/publish"
PICTURE = {"kind": "jpeg", "width": 1080, "height": 1350, "size": 40_000}
CLIP = {"kind": "mp4", "width": 720, "height": 1280, "duration": 6, "size": 200_000}


@dataclass(frozen=True)
class InstagramPost:
    """A post that is live: our id, and what Instagram calls it."""

    post_id: str
    media_id: str
    permalink: str


async def picture(control: InstagramControl) -> str:
    """Give the address of a picture that Instagram takes."""
    return await control.serve(f"{uuid4()}.jpg", **PICTURE)


async def clip(control: InstagramControl) -> str:
    """Give the address of a video that Instagram takes as a reel."""
    return await control.serve(f"{uuid4()}.mp4", **CLIP)


async def find_place(browser: Browser, account: InstagramAccount, name: str) -> Json:
    """Look for a place, and take the first that is found."""
    path = f"/api/instagram/locations?account_id={account.account_id}&q={name}"
    found: list[Json] = (await browser.get(path)).require(200).json()["locations"]
    require(found, f"a place called {name}")
    return found[0]


async def begin(browser: Browser, account: InstagramAccount, **wish: object) -> str:
    """Ask for a post, and give its id."""
    told = {"account_id": account.account_id, **wish}
    return str((await browser.send("POST", PUBLISH, told)).require(202).json()["post_id"])


async def wait_until_published(browser: Browser, post_id: str) -> InstagramPost:
    """Wait until the post is live and its address is known."""

    async def look() -> InstagramPost | None:
        path = f"/api/instagram/status/{post_id}"
        found: Json = (await browser.get(path)).require(200).json()
        require(found["status"] != "FAILED", f"PUBLISHED, but {found['fail_code']}")
        if found["status"] != "PUBLISHED" or not found["permalink"]:
            return None
        return InstagramPost(post_id, found["media_id"], found["permalink"])

    return await until("PUBLISHED with a permalink", look, 60)
