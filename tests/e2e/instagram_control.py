"""The sandbox's control API as Instagram: people, Pages, posts and comments over there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import aiohttp
from control import Json, Sandbox


@dataclass(frozen=True)
class Owner:
    """A person at Facebook, and the Instagram accounts of their Pages, by the accounts' names."""

    handle: str
    person_id: str
    pages: dict[str, str]
    accounts: dict[str, str]


class InstagramControl(Sandbox):
    """Instagram's side."""

    async def add_owner(self, prefix: str, pages: int = 1) -> Owner:
        """Make a person with so many Pages, each with a professional account."""
        first, *others = await self.add_owners(prefix, pages)
        for other in others:
            [page_id] = other.pages.values()
            await self._ask("PUT", f"people/{first.handle}/pages/{page_id}", json={})
        of_pages = {name: page for one in (first, *others) for name, page in one.pages.items()}
        accounts = {name: own for one in (first, *others) for name, own in one.accounts.items()}
        return Owner(first.handle, first.person_id, of_pages, accounts)

    async def add_owners(self, prefix: str, count: int) -> list[Owner]:
        """Make so many people, each with one Page and its professional account."""
        await self._ask("POST", "people", json={"count": count, "prefix": prefix})
        state = await self._state()
        people = {one["handle"]: str(one["id"]) for one in state["people"]}
        accounts = {one["username"]: str(one["id"]) for one in state["accounts"]}
        pages = {one["account_id"]: str(one["id"]) for one in state["pages"]}
        names = [f"{prefix}{number}" for number in range(1, count + 1)]
        return [
            Owner(name, people[name], {name: pages[accounts[name]]}, {name: accounts[name]})
            for name in names
        ]

    async def post_in_app(self, username: str, caption: str) -> str:
        """Let an account post without Postlog, and give the medium's id."""
        wish = {"type": "IMAGE", "product": "FEED", "caption": caption}
        return str((await self._ask("POST", f"accounts/{username}/media", json=wish))["id"])

    async def media(self, account_id: str) -> list[Json]:
        """Give what is posted on an account, the oldest first."""
        found = (await self._state())["media"]
        return [one for one in found if one["account_id"] == account_id]

    async def containers(self, account_id: str) -> list[Json]:
        """Give what was prepared for an account."""
        found = (await self._state())["containers"]
        return [one for one in found if one["account_id"] == account_id]

    async def comments(self, media_id: str) -> list[Json]:
        """Give the comments below a medium, and the answers to them."""
        found = (await self._state())["comments"]
        return [one for one in found if one["media_id"] == media_id]

    async def comment_of(self, comment_id: str) -> Json:
        """Give one comment as Instagram has it."""
        found = (await self._state())["comments"]
        return next(dict(one) for one in found if one["id"] == comment_id)

    async def comment(self, media_id: str, author: str, text: str, below: str = "") -> str:
        """Let somebody comment, or answer a comment, and give the new comment's id."""
        wish = {"author": author, "text": text, "parent_id": below}
        return str((await self._ask("POST", f"posts/{media_id}/comments", json=wish))["id"])

    async def private_answers(self, comment_id: str) -> list[Json]:
        """Give the messages that an account has sent because of a comment."""
        found = (await self._state())["private_replies"]
        return [one for one in found if one["comment_id"] == comment_id]

    async def mention(self, username: str, text: str, *, in_comment: bool = False) -> str:
        """Let somebody mention an account, and give the medium's id."""
        wish = {"text": text, "in_comment": in_comment}
        return str((await self._ask("POST", f"accounts/{username}/mention", json=wish))["media_id"])

    async def delete_comment(self, comment_id: str) -> None:
        """Let the author of a comment delete it; no webhook tells so."""
        await self._ask("DELETE", f"comments/{comment_id}")

    async def send_held(self) -> list[Json]:
        """Send the webhooks that were held back, in as few bodies as there can be."""
        wish = {"order": "fifo", "batch": True}
        return list((await self._ask("POST", "webhooks/release", json=wish))["deliveries"])

    async def tells_about(self, account_id: str) -> bool:
        """Tell whether webhooks about an account are sent to the app."""
        state = await self._state()
        pages = {one["id"] for one in state["pages"] if one["account_id"] == account_id}
        subscribed = state["subscriptions"]
        owners = {name.partition("/")[2] for name in subscribed["accounts"]}
        return account_id in owners or bool(pages & subscribed["pages"].keys())

    async def callbacks(self) -> list[Json]:
        """Give the callbacks that were sent: an app was removed, or data are to be deleted."""
        return list((await self._state())["callbacks"])

    async def remove_app(self, name: str) -> None:
        """Let a person, or an account, remove the app."""
        await self._ask("POST", f"people/{name}/remove_app")

    async def ask_for_deletion(self, name: str) -> None:
        """Let a person, or an account, ask that their data be deleted."""
        await self._ask("POST", f"people/{name}/deletion")

    async def _state(self) -> Json:
        return await self._ask("GET", "state")


@asynccontextmanager
async def open_instagram_control(sandbox: str) -> AsyncIterator[InstagramControl]:
    """Open the control API for as long as it is needed."""
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield InstagramControl(session, sandbox)


async def new_owner(control: InstagramControl, pages: int = 1) -> Owner:
    """Make a person whom no run has met before."""
    return await control.add_owner(f"e2e.{uuid4().hex[:12]}.", pages)
