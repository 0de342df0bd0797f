"""Files that are uploaded to Postlog, which Instagram then fetches from it."""

import io

from browser import Browser
from control import Json
from PIL import Image
from reel import reel
from upload import patch_headers
from waiting import require, until

ASSETS = "/api/instagram/assets"


def photo(width: int = 1080, height: int = 1350) -> bytes:
    """Make a picture as a camera does."""
    written = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(written, "JPEG")
    return written.getvalue()


async def upload_photo(browser: Browser, name: str, body: bytes) -> Json:
    """Upload a picture, and wait until Postlog has looked into it."""
    return await _upload(browser, name, "image/jpeg", body)


async def upload_reel(browser: Browser) -> str:
    """Upload a short tall video, and give its id."""
    return str((await _upload(browser, "knead.mp4", "video/mp4", reel()))["asset_id"])


async def _upload(browser: Browser, name: str, content_type: str, body: bytes) -> Json:
    wish = {"size": len(body), "content_type": content_type, "name": name}
    begun: Json = (await browser.send("POST", ASSETS, wish)).require(201).json()
    sent = await browser.send("PATCH", begun["upload"]["url"], body, patch_headers(0))
    sent.require(204)

    async def look() -> Json | None:
        found: Json = (await browser.get(f"{ASSETS}/{begun['asset_id']}")).require(200).json()
        require(found["status"] != "REFUSED", f"READY, but {found['problems']}")
        return found if found["status"] == "READY" else None

    return await until(f"{name} READY", look)
