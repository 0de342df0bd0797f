"""What goes on at Instagram when a process dies: begun, and watched to its end."""

from abc import ABC, abstractmethod

from browser import Answer
from connecting import wait_until_connected
from hurting import wait
from instagram_assets import upload_reel
from instagram_connecting import InstagramAccount, consent
from instagram_matrix import accounts, answers, hidden, media
from instagram_patients import ANSWER, DOUBT, Patient, Told
from instagram_posting import begin
from rows import select

# A call that answers is taken for lost two minutes after it began.
LATER = """
UPDATE instagram.replies SET attempted_at = attempted_at - interval '2 minutes',
    next_due_at = now()
WHERE reply_id::text = %s AND status = 'ATTEMPTED' RETURNING reply_id
"""

# A token that ends in some minutes is asked for again each half minute.
AGED = """
UPDATE instagram.oauth_accounts SET issued_at = issued_at - (expires_at - now() - later),
    expires_at = now() + later
FROM (SELECT interval '8 minutes') AS soon (later)
WHERE account_id::text = %s RETURNING account_id
"""
PROLONGED = """
SELECT account_id FROM instagram.oauth_accounts
WHERE account_id::text = %s AND expires_at > now() + interval '30 days'
"""


class Scene(ABC):
    """One thing that somebody does, and that is hurt once it has begun."""

    def __init__(self, patient: Patient) -> None:
        self._patient = patient

    @abstractmethod
    async def prepare(self) -> None:
        """Do what must have been done before."""

    @abstractmethod
    async def begin(self) -> None:
        """Ask for it."""

    @abstractmethod
    async def end(self) -> Told:
        """Wait until all is said about it."""

    @abstractmethod
    async def effects(self) -> int:
        """Count how often it had its effect."""


class Posting(Scene):
    """A post of a picture; what stays in doubt is tried again by its user."""

    _account: InstagramAccount
    _post_id: str

    async def prepare(self) -> None:
        """Connect."""
        self._account = await self._patient.connect()

    async def begin(self) -> None:
        """Post."""
        self._post_id = await self._patient.begin(self._account)

    async def end(self) -> Told:
        """Wait for the last word; another attempt looks first whether the last has succeeded."""
        first = await self._patient.last_word(self._post_id, looks=1)
        if first[0] != DOUBT:
            return first
        await self._patient.retry(self._post_id)
        last, sentence = await self._patient.last_word(self._post_id)
        return f"{first[0]}, {last}", sentence

    async def effects(self) -> int:
        """Count what is published."""
        return await media(self._patient)


class Sending(Posting):
    """A post of a video, whose bytes are sent to Instagram."""

    _asset_id: str

    async def prepare(self) -> None:
        """Connect, and upload the video to Postlog."""
        await super().prepare()
        self._asset_id = await upload_reel(self._patient.visit.browser)

    async def begin(self) -> None:
        """Post."""
        wish = {"kind": "REELS", "media": [{"asset_id": self._asset_id}], "caption": "Kneading"}
        self._post_id = await begin(self._patient.visit.browser, self._account, **wish)


class Answering(Scene):
    """An answer to a comment."""

    _comment_id: str
    _reply_id: str

    async def prepare(self) -> None:
        """Have somebody comment."""
        self._comment_id = await self._patient.hear_a_comment()

    async def begin(self) -> None:
        """Answer."""
        told = await self._patient.ask_about(self._comment_id, "replies", {"text": ANSWER})
        self._reply_id = told.require(202).json()["reply_id"]

    async def end(self) -> Told:
        """Wait for the last word, from the time on when the call is taken for lost."""
        assert await select(self._patient.visit.addresses.postgres, LATER, self._reply_id)
        return await self._patient.last_word_of_reply(self._comment_id, self._reply_id)

    async def effects(self) -> int:
        """Count the answers."""
        return await answers(self._patient)


class Hiding(Scene):
    """The hiding of a comment, by a request whose answer never comes."""

    _comment_id: str

    async def prepare(self) -> None:
        """Have somebody comment."""
        self._comment_id = await self._patient.hear_a_comment()

    async def begin(self) -> None:
        """Hide it."""
        told = await self._patient.ask_about(self._comment_id, "hide", {"hide": True})
        assert told.status >= 500

    async def end(self) -> Told:
        """Wait until it is hidden all the same."""
        await self._patient.wait_until_hidden(self._comment_id)
        return "hidden", ""

    async def effects(self) -> int:
        """Count what is hidden."""
        return await hidden(self._patient)


class Connecting(Scene):
    """The connection of an account."""

    _account: InstagramAccount

    async def prepare(self) -> None:
        """Nothing is before it."""

    async def begin(self) -> None:
        """Connect."""
        self._account = await self._patient.connect()

    async def end(self) -> Told:
        """Wait for the webhooks, which are switched on once the account's Page is known."""
        await self._patient.wait_until_told()
        row = await self._patient.account_row(self._account.account_id)
        return f"{row['status']}, told", row["message"]

    async def effects(self) -> int:
        """Count the accounts."""
        return await accounts(self._patient)


class Consenting(Scene):
    """A consent whose code is traded by a process that dies before it can keep what it got."""

    _callback: Answer

    async def prepare(self) -> None:
        """Nothing is before it."""

    async def begin(self) -> None:
        """Allow everything, and come back to nobody."""
        dialog, _ = await self._patient.visit.browser.open("/api/auth/instagram")
        form = dialog.page().filled(user=self._patient.owner.handle, decision="allow")
        self._callback, _ = await self._patient.visit.browser.open(dialog.url, form)

    async def end(self) -> Told:
        """Load the callback again, which connects nothing, and then begin anew."""
        lost = "lost" if self._callback.status >= 500 else "answered"
        again, _ = await self._patient.visit.browser.open(self._callback.url)
        before = await accounts(self._patient)
        refused = "connected" if before else "refused"
        came = await consent(self._patient.visit.browser, self._patient.owner.handle)
        await wait_until_connected(self._patient.visit.browser, came.account_id)
        return f"{lost}, {refused}, {came.code}", str(again.status)

    async def effects(self) -> int:
        """Count the accounts."""
        return await accounts(self._patient)


class Extending(Scene):
    """An account whose token is in its last days."""

    _account: InstagramAccount

    async def prepare(self) -> None:
        """Connect."""
        self._account = await self._patient.connect()

    async def begin(self) -> None:
        """Let two months pass."""
        postgres = self._patient.visit.addresses.postgres
        assert await select(postgres, AGED, self._account.account_id)

    async def end(self) -> Told:
        """Wait until the token is prolonged after all."""

        async def look() -> bool:
            postgres = self._patient.visit.addresses.postgres
            return bool(await select(postgres, PROLONGED, self._account.account_id))

        await wait("the token prolonged", look)
        row = await self._patient.account_row(self._account.account_id)
        return f"{row['status']}, prolonged", row["message"]

    async def effects(self) -> int:
        """Count the accounts."""
        return await accounts(self._patient)
