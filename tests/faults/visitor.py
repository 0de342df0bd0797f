"""Somebody who has connected a TikTok account before anything goes wrong."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from addresses import Addresses
from browser import open_browser, sign_up
from connecting import connect
from control import open_control
from instagram_control import open_instagram_control
from journey import Account, Visit, new_creator
from log import Log
from persistence import Poster


@dataclass(frozen=True)
class Visitor:
    """A person's browser, the sandbox's control, and the account to post to."""

    visit: Visit
    account: Account
    poster: Poster

    @property
    def addresses(self) -> Addresses:
        """Where the stack is."""
        return self.visit.addresses

    @property
    def postgres(self) -> str:
        """The database, for looking behind the scenes."""
        return self.visit.addresses.postgres


@asynccontextmanager
async def unwatched(addresses: Addresses) -> AsyncIterator[Visit]:
    """Open what a visit needs but the log, since a killed broker ends every watch."""
    async with (
        open_browser(addresses.gateway) as browser,
        open_control(addresses.sandbox) as control,
        open_instagram_control(addresses.sandbox_instagram) as instagram,
    ):
        yield Visit(addresses, browser, control, instagram, Log())


@asynccontextmanager
async def come(addresses: Addresses) -> AsyncIterator[Visitor]:
    """Sign up and connect."""
    async with unwatched(addresses) as visit:
        await sign_up(visit.browser)
        account = await connect(visit, await new_creator(visit.control))
        yield Visitor(visit, account, Poster(visit.browser, account))
