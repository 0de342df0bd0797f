"""An Instagram account that is commented and mentioned, for tests of what is seen of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from addresses import Addresses
from control import Json
from forms import read_page
from instagram_control import InstagramControl, new_owner, open_instagram_control
from newcomer import FORM, Newcomer
from waiting import require, until

# From a platform's webhook to the inbox a record passes four programs.
PATIENCE_SECONDS = 90
CAPTION = "Fresh bread every morning"


@dataclass(frozen=True)
class Commented:
    """A connected account with a post, of which Instagram tells by webhooks."""

    newcomer: Newcomer
    instagram: InstagramControl
    account_id: str
    username: str
    media_id: str

    async def comment(self, text: str, author: str = "sample_fan", below: str = "") -> str:
        """Let somebody comment, wait until the inbox has it, and give the comment's id."""
        comment_id = await self.instagram.comment(self.media_id, author, text, below)
        await self.wait_for(f"comment_id={comment_id}")
        return comment_id

    async def mention(self, text: str, *, in_comment: bool = False) -> str:
        """Let somebody mention the account, wait until it is read, and give the medium's id."""
        media_id = await self.instagram.mention(self.username, text, in_comment=in_comment)
        await self.wait_for(f"kind=mention&media_id={media_id}", text)
        return media_id

    async def wait_for(self, question: str, text: str = "") -> None:
        """Wait until the inbox answers a question with an item, and with this text."""

        async def look() -> bool:
            found = await self.newcomer.api("GET", f"/api/crm/instagram/inbox?{question}")
            return any(not text or one["text"] == text for one in found["items"])

        await until(f"{question} in the inbox", look, PATIENCE_SECONDS, pause=0.2)

    async def answers(self, media_id: str) -> list[Json]:
        """Give what the account itself has written below a medium."""
        found = await self.instagram.comments(media_id)
        return [one for one in found if one["author"] == self.username]


@asynccontextmanager
async def commented(newcomer: Newcomer, addresses: Addresses) -> AsyncIterator[Commented]:
    """Sign up, connect an account of somebody new, and let it post something in the app."""
    async with open_instagram_control(addresses.sandbox_instagram) as instagram:
        await newcomer.sign_up()
        yield await connect(newcomer, instagram)


async def connect(newcomer: Newcomer, instagram: InstagramControl) -> Commented:
    """Connect the account of somebody new, without looking at any page."""
    owner = await new_owner(instagram)
    [(username, instagram_id)] = owner.accounts.items()
    request = newcomer.context.request
    dialog = await request.get(f"{newcomer.gateway}/api/auth/instagram")
    fields = read_page(await dialog.text()).filled(user=owner.handle, decision="allow")
    outcome = await request.post(dialog.url, data=urlencode(fields), headers=FORM)
    [account_id] = parse_qs(urlsplit(outcome.url).query).get("connected") or [""]
    require(account_id, f"an account in the address {outcome.url}")
    media_id = await instagram.post_in_app(username, CAPTION)

    async def look() -> bool:
        return await instagram.tells_about(instagram_id)

    await until("the subscription of the account's webhooks", look, PATIENCE_SECONDS, pause=0.2)
    return Commented(newcomer, instagram, account_id, username, media_id)
