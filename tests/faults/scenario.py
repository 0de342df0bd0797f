"""What goes on while something is hurt: webhooks stream in, posts are made, accounts connect."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from connecting import allow, wait_until_connected
from control import Json
from journey import Account, new_creator
from ledger import Findings, compare
from outcome import account_portrait, post_portrait, stories, wait_until_settled, wrong_stories
from persistence import Started
from quiet import wait_until_quiet
from stream import Stream, streaming
from visitor import Visitor
from waiting import until

SMALL_VIDEO_BYTES = 55_009
QUIET_SECONDS = 90.0
MORE = 20


@dataclass
class Scenario:
    """One person's day, and what it has come to."""

    visitor: Visitor
    stream: Stream
    posts: list[Started] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)

    async def start_post(self) -> Started:
        """Have a post taken whose bytes are still to be sent."""
        post = await self.visitor.poster.start(SMALL_VIDEO_BYTES)
        self.posts.append(post)
        return post

    async def post(self) -> Started:
        """Post a video."""
        post = await self.start_post()
        await self.visitor.poster.upload(post)
        return post

    async def allow_another_account(self) -> Account:
        """Give consent for one more account; the verdict on it is still to come."""
        creator = await new_creator(self.visitor.visit.control)
        ending = await allow(self.visitor.visit.browser, creator["handle"])
        account = Account(ending.account_id, creator["open_id"], creator["handle"])
        self.accounts.append(account)
        return account

    async def settle(self) -> None:
        """Wait for every last word, and until everybody has heard it."""
        for account in self.accounts:
            await wait_until_connected(self.visitor.visit.browser, account.account_id)
        for post in self.posts:
            await wait_until_settled(self.visitor.postgres, post)
            await self._wait_until_told(post)
        await wait_until_quiet(self.visitor.addresses, QUIET_SECONDS)

    async def _wait_until_told(self, post: Started) -> None:
        """Wait until TikTok's two webhooks about a public post are off its hands."""

        async def look() -> bool:
            deliveries = await self.visitor.visit.control.deliveries(str(post.publish_id))
            return [one["state"] for one in deliveries] == ["delivered"] * 2

        await until(f"the webhooks about {post.publish_id}", look, QUIET_SECONDS)

    async def rows(self) -> Json:
        """Describe what every place now has, as it can be compared with another run's."""
        postgres, control = self.visitor.postgres, self.visitor.visit.control
        told = await stories(self.visitor.addresses.kafka, self.visitor.account)
        own = {self.visitor.account.account_id, *(post.post_id for post in self.posts)}
        return {
            "accounts": distinct([await account_portrait(postgres, one) for one in self.accounts]),
            "posts": distinct([await post_portrait(postgres, control, one) for one in self.posts]),
            "each has its story": told.keys() == own,
            "wrong stories": wrong_stories(told),
        }

    async def findings(self) -> Findings:
        """Hold the ledger of webhooks against log and CRM."""
        return await compare(self.visitor.addresses, self.stream)


def distinct(portraits: list[Json]) -> list[Json]:
    """Give what differs: all posts of a day without faults look the same."""
    return [one for number, one in enumerate(portraits) if one not in portraits[:number]]


async def leave_alone(_scenario: Scenario) -> None:
    """Hurt nothing."""


@asynccontextmanager
async def going_on(visitor: Visitor) -> AsyncIterator[Scenario]:
    """Let webhooks stream in for as long as this is open."""
    async with streaming(visitor.addresses.gateway, visitor.account.open_id) as stream:
        scenario = Scenario(visitor, stream, accounts=[visitor.account])
        await stream.wait_for_more(MORE)
        yield scenario


async def live_through(visitor: Visitor, hurt: Callable[[Scenario], Awaitable[None]]) -> Scenario:
    """Hurt something between consent and verdict, and between init and bytes; then go on."""
    async with going_on(visitor) as scenario:
        before, during = await scenario.start_post(), await scenario.start_post()
        await scenario.allow_another_account()
        poster = visitor.poster
        await asyncio.gather(hurt(scenario), poster.upload(before), poster.upload(during))
        await scenario.post()
        await scenario.stream.wait_for_more(MORE)
    await scenario.settle()
    return scenario
