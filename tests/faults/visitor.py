"""Somebody who has connected a TikTok account before anything goes wrong."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from addresses import Addresses
from browser import open_browser, sign_up
from connecting import connect
from control import open_control
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
async def come(addresses: Addresses) -> AsyncIterator[Visitor]:
    """Sign up and connect; the log is left unwatched, since a killed broker ends every watch."""
    async with AsyncExitStack() as exits:
        browser = await exits.enter_async_context(open_browser(addresses.gateway))
        control = await exits.enter_async_context(open_control(addresses.sandbox))
        visit = Visit(addresses, browser, control, Log())
        await sign_up(browser)
        account = await connect(visit, await new_creator(control))
        yield Visitor(visit, account, Poster(browser, account))
