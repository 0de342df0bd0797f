"""What a person's way through Postlog needs: a browser, and a view behind the scenes.

Nothing beside this shares code with Postlog: it knows HTTP, topics and tables as anybody would.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

from addresses import Addresses
from browser import Browser, open_browser
from control import Control, Json, open_control
from instagram_control import InstagramControl, open_instagram_control
from log import Log, watch
from upload import Uploaded, Video

Say = Callable[[str], None]


def silently(_text: str) -> None:
    """Say nothing."""


@dataclass
class Visit:
    """One browser, with a view behind the scenes: of both platforms, and of the log."""

    addresses: Addresses
    browser: Browser
    control: Control
    instagram: InstagramControl
    log: Log


@dataclass(frozen=True)
class Account:
    """A connected TikTok account, and who it belongs to at TikTok."""

    account_id: str
    open_id: str
    handle: str


@dataclass(frozen=True)
class Post:
    """A video that was sent to TikTok."""

    post_id: str
    publish_id: str
    video: Video
    uploaded: Uploaded


@asynccontextmanager
async def visit(addresses: Addresses) -> AsyncIterator[Visit]:
    """Open everything that a journey needs."""
    async with AsyncExitStack() as exits:
        yield Visit(
            addresses,
            await exits.enter_async_context(open_browser(addresses.gateway)),
            await exits.enter_async_context(open_control(addresses.sandbox)),
            await exits.enter_async_context(open_instagram_control(addresses.sandbox_instagram)),
            await exits.enter_async_context(watch(addresses.kafka)),
        )


async def new_creator(control: Control, *, private: bool = False) -> Json:
    """Make a TikTok user whom no run has met before."""
    return await control.add_user(f"e2e-{uuid4().hex[:12]}-", private=private)
