"""Every call to TikTok, hurt in every way: what became of the post or the account it was for."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from connecting import connect
from control import Json
from hurting import FAULTS, Cell, Matrix, ending, fill, wait
from journey import Account, Visit, new_creator
from outcome import INIT
from persistence import Poster, Started, target_of
from rows import select
from upload import Video

SMALL_VIDEO_BYTES = 55_009
AT_ONCE = 8
REFRESH = {"grant_type": "refresh_token"}


@dataclass(frozen=True)
class Patient:
    """Who is hurt: one person's browser, and an account of their own for this cell."""

    visit: Visit
    account: Account

    @property
    def postgres(self) -> str:
        """The database, for looking behind the scenes."""
        return self.visit.addresses.postgres

    async def hurt(self, endpoint: str, fault: Json, **match: str) -> None:
        """Plan the fault for this account's calls only."""
        whose = {"open_id": self.account.open_id, **match}
        await self.visit.control.plan_fault(endpoint=endpoint, match=whose, **fault)

    async def calls(self, **wanted: str) -> list[Json]:
        """Give the calls that TikTok got for this account."""
        return await self.visit.control.requests(open_id=self.account.open_id, **wanted)

    async def account_row(self) -> Json:
        """Give the account as its user sees it."""
        path = f"/api/auth/accounts/{self.account.account_id}"
        return dict((await self.visit.browser.get(path)).require(200).json())

    async def wait_for_account(self, *statuses: str) -> Json:
        """Wait for one of these statuses."""

        async def look() -> Json | None:
            row = await self.account_row()
            return row if row["status"] in statuses else None

        return await wait(" or ".join(statuses), look)


async def _post_settled(patient: Patient, post_id: str) -> Json:
    async def look() -> Json | None:
        path = f"/api/tiktok/status/{post_id}"
        told: Json = (await patient.visit.browser.get(path)).require(200).json()
        return told if told["status"] in {"PUBLISH_COMPLETE", "FAILED"} else None

    return await wait(f"a last word about {post_id}", look)


async def _published(patient: Patient, started: Started) -> Json:
    await Poster(patient.visit.browser, patient.account).upload(started)
    return await _post_settled(patient, started.post_id)


async def _start(patient: Patient) -> Started:
    return await Poster(patient.visit.browser, patient.account).start(
        SMALL_VIDEO_BYTES, "SELF_ONLY"
    )


async def init(patient: Patient, fault: Json) -> tuple[str, str]:
    """Ask once, as a person does; go on only where Postlog says that TikTok has taken the post."""
    await patient.hurt(INIT, fault)
    wish = {
        "account_id": patient.account.account_id,
        "video_size": SMALL_VIDEO_BYTES,
        "title": "bread",
        "privacy_level": "SELF_ONLY",
        "disable_duet": True,
        "disable_stitch": True,
    }
    answer = await patient.visit.browser.send("POST", "/api/tiktok/upload", wish)
    told = answer.json()
    if answer.status == 201:
        video = Video("bread", SMALL_VIDEO_BYTES)
        target = target_of(told)
        started = Started(told["post_id"], told["publish_id"], video, "bread", target)
        last = await _published(patient, started)
        return last["status"], last["message"]
    if answer.status == 202:
        path = f"/api/tiktok/status/{told['post_id']}"
        said = (await patient.visit.browser.get(path)).require(200).json()
        return said["status"], said["message"]
    return told["type"].rpartition("/")[2], told["detail"]


async def chunk(patient: Patient, fault: Json) -> tuple[str, str]:
    """Send the one chunk of a video."""
    started = await _start(patient)
    await patient.hurt("upload", fault)
    last = await _published(patient, started)
    return last["status"], last["message"]


async def status(patient: Patient, fault: Json) -> tuple[str, str]:
    """Ask what became of a post."""
    started = await _start(patient)
    await patient.hurt("/v2/post/publish/status/fetch/", fault)
    last = await _published(patient, started)
    return last["status"], last["message"]


async def token(patient: Patient, fault: Json) -> tuple[str, str]:
    """Post with an access token that has ended: a refresh is needed first."""
    await patient.hurt("/v2/oauth/token/", fault, **REFRESH)
    await patient.visit.control.expire(patient.account.open_id)
    poster = Poster(patient.visit.browser, patient.account)
    posting = asyncio.create_task(poster.start(SMALL_VIDEO_BYTES, "SELF_ONLY"))
    lost = asyncio.create_task(patient.wait_for_account("REAUTHORIZATION_REQUIRED"))
    done, waiting = await asyncio.wait({posting, lost}, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    if posting in done:
        last = await _published(patient, posting.result())
        return f"{(await patient.account_row())['status']}, {last['status']}", last["message"]
    row = lost.result()
    return row["status"], str(row["message"])


async def revoke(patient: Patient, fault: Json) -> tuple[str, str]:
    """Disconnect."""
    await patient.hurt("/v2/oauth/revoke/", fault)
    path = f"/api/auth/accounts/{patient.account.account_id}"
    (await patient.visit.browser.send("DELETE", path)).require(202)
    row = await patient.wait_for_account("DISCONNECTED")
    return row["status"], str(row["message"])


async def user_info(patient: Patient, fault: Json) -> tuple[str, str]:
    """Let somebody claim that access was withdrawn, while it was not: TikTok is asked."""
    await patient.hurt("/v2/user/info/", fault)
    await patient.visit.control.inject(event="authorization.removed", user=patient.account.open_id)
    checked = "SELECT status FROM tiktok.oauth_accounts WHERE account_id::text = %s"

    async def look() -> str | None:
        calls = await patient.calls(path="/v2/user/info/", fault=fault["kind"])
        [row] = await select(patient.postgres, checked, patient.account.account_id)
        return str(row["status"]) if calls and row["status"] != "CHECKING" else None

    await wait("an end of the check", look)
    row = await patient.account_row()
    return row["status"], str(row["message"])


Hurt = Callable[[Patient, Json], Awaitable[tuple[str, str]]]
ENDPOINTS: Mapping[str, Hurt] = MappingProxyType(
    {
        "init": init,
        "chunk PUT": chunk,
        "status": status,
        "token": token,
        "revoke": revoke,
        "user info": user_info,
    }
)
# Where TikTok's own journal shows what had an effect there.
EFFECTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "init": {"path": INIT},
        "chunk PUT": {"path": INIT},
        "status": {"path": INIT},
        "token": {"path": "/v2/oauth/token/", **REFRESH},
        "revoke": {"path": "/v2/oauth/revoke/"},
        "user info": {"path": "/v2/oauth/revoke/"},
    }
)


async def matrix_of(visit: Visit) -> Matrix:
    """Fill every cell, each with an account of its own."""

    async def one(endpoint: str, fault: str) -> Cell:
        patient = Patient(visit, await connect(visit, await new_creator(visit.control)))
        final, sentence = await ending(ENDPOINTS[endpoint](patient, FAULTS[fault]))
        effects = await patient.calls(effect="ok", **EFFECTS[endpoint])
        return Cell(endpoint, fault, final, sentence, len(effects))

    places = [(endpoint, fault) for endpoint in ENDPOINTS for fault in FAULTS]
    return await fill(places, one, AT_ONCE)
