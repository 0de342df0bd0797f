"""Who is hurt in Instagram's matrix, and what a person does meanwhile: post, answer, hide."""

from collections.abc import Mapping
from dataclasses import dataclass

import crm
from browser import Answer
from control import Json
from hurting import wait
from instagram_connecting import InstagramAccount, connect_owner
from instagram_control import Owner
from instagram_posting import begin
from journey import Visit

DOUBT = "PUBLISH_OUTCOME_UNKNOWN"
ANSWER = "Every morning from six."
Told = tuple[str, str]
"""A state, and what its user is told of it."""
LOOKS = 2
"""What the first look for something lost has told is known for certain at the second."""


@dataclass(frozen=True)
class Patient:
    """One browser of Postlog's, and for this cell a person at Facebook with one account."""

    visit: Visit
    owner: Owner
    picture: str
    fault: Json

    @property
    def instagram_id(self) -> str:
        """The account, as Instagram calls it."""
        [instagram_id] = self.owner.accounts.values()
        return instagram_id

    async def hurt(self, endpoint: str, match: Mapping[str, str] = {}, **wish: object) -> None:
        """Plan the fault for calls with this person's tokens only."""
        whose = {"user": self.owner.person_id, **match}
        fault = {**self.fault, **wish}
        await self.visit.instagram.plan_fault(endpoint=endpoint, match=whose, **fault)

    async def is_hurt(self) -> bool:
        """Tell whether the fault was met."""
        met = {"user": self.owner.person_id, "fault": self.fault["kind"]}
        return bool(await self.visit.instagram.requests(**met))

    async def connect(self) -> InstagramAccount:
        """Connect the account."""
        return await connect_owner(self.visit, self.owner)

    async def begin(self, account: InstagramAccount) -> str:
        """Post a picture; gives the post's id."""
        media = [{"image_url": self.picture}]
        caption = f"Bread of {account.username}"
        return await begin(self.visit.browser, account, kind="IMAGE", media=media, caption=caption)

    async def retry(self, post_id: str) -> None:
        """Begin another attempt of a post that is in doubt, or has failed."""
        path = f"/api/instagram/posts/{post_id}/retry"
        (await self.visit.browser.send("POST", path)).require(202)

    async def publish(self, account: InstagramAccount) -> Told:
        """Post a picture, and give the last word about it."""
        return await self.last_word(await self.begin(account))

    async def wait_until_told(self) -> None:
        """Wait until Instagram sends webhooks about the account."""

        async def look() -> bool:
            return await self.visit.instagram.tells_about(self.instagram_id)

        await wait("the subscription of webhooks", look)

    async def hear_a_comment(self) -> str:
        """Connect, and have somebody comment on a post; gives the comment's id."""
        account = await self.connect()
        await self.wait_until_told()
        instagram = self.visit.instagram
        media_id = await instagram.post_in_app(account.username, "Bread")
        return await instagram.comment(media_id, "sample_fan", "When do you open?")

    async def ask_about(self, comment_id: str, what: str, wish: Json) -> Answer:
        """Ask for something to be done with a comment, as soon as Postlog knows it."""

        async def look() -> Answer | None:
            path = f"/api/instagram/comments/{comment_id}/{what}"
            answer = await self.visit.browser.send("POST", path, wish)
            return answer if answer.status != 404 else None

        return await wait(f"comment {comment_id}", look)

    async def last_word_of_reply(self, comment_id: str, reply_id: str) -> Told:
        """Give what an answer has come to; one that stays lost, after it was looked for."""
        looked = {"method": "GET", "path": f"/v26.0/{comment_id}/replies"}

        async def look() -> Told | None:
            looks = len(await self.visit.instagram.requests(**looked))
            told = await self._get(f"/api/instagram/replies/{reply_id}")
            is_over = told["status"] in {"POSTED", "FAILED"}
            is_lost = told["status"] == "OUTCOME_UNKNOWN" and looks >= LOOKS
            return (told["status"], told["message"]) if is_over or is_lost else None

        return await wait(f"a last word about answer {reply_id}", look)

    async def wait_until_hidden(self, comment_id: str) -> None:
        """Wait until the CRM says so."""

        async def look() -> bool:
            path = f"instagram/comments?comment_id={comment_id}"
            [row] = await crm.listed(self.visit.browser, path, "comments")
            return bool(row["is_hidden"])

        await wait(f"comment {comment_id} hidden", look)

    async def account_row(self, account_id: str) -> Json:
        """Give the account as its user sees it."""
        return await self._get(f"/api/auth/accounts/{account_id}")

    async def last_word(self, post_id: str, looks: int = LOOKS) -> Told:
        """Give the state of a post that no longer changes by itself, and what is said of it.

        A doubt is what it is once Instagram was asked so often; a limit is waited for.
        """
        asked: set[str] = set()

        async def look() -> Told | None:
            told = await self._get(f"/api/instagram/status/{post_id}")
            state = told["status"]
            if state == DOUBT:
                asked.add(told["observed_at"])
            is_open = state == DOUBT and len(asked) >= looks
            is_over = state == "FAILED" or told["permalink"]
            return (state, told["message"]) if is_over or is_open else None

        return await wait(f"a last word about {post_id}", look)

    async def _get(self, path: str) -> Json:
        return dict((await self.visit.browser.get(path)).require(200).json())
