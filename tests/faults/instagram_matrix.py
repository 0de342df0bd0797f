"""Every call to Instagram, hurt in every way: what became of the post, answer or account."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from types import MappingProxyType
from uuid import uuid4

from addresses import Addresses
from browser import open_browser, sign_up
from connecting import wait_until_connected
from control import Json
from hurting import FAULTS, Cell, Matrix, Place, ending, fill, wait
from instagram_connecting import consent
from instagram_control import InstagramControl
from instagram_patients import ANSWER, DOUBT, Patient, Told
from instagram_posting import picture
from journey import Visit
from rows import select
from visitor import unwatched

AT_ONCE = 32
TOKEN = "/oauth/access_token"
EXTENSION = {"grant_type": "fb_exchange_token"}
# The code of a full account's limit: that of a full app would let everybody's calls wait.
LIMIT: Json = {"kind": "status", "status": 403, "code": "80002", "retry_after": "1"}
GIVEN: Mapping[str, Json] = MappingProxyType(
    {
        **{name: fault for name, fault in FAULTS.items() if name != "429"},
        "limit": LIMIT,
        "400 with error": {"kind": "status", "status": 400, "code": "100"},
    }
)
# An error that hides that it was done, as a suspicion of spam may; only what writes can meet it.
SPAM = "spam, but done"
HIDDEN_SUCCESS: Json = {"kind": "error_after", "status": 400, "code": "4/2207051"}
# Two months later, for Postlog; Instagram does not mind a token that is prolonged early.
AGED = """
UPDATE instagram.oauth_accounts SET issued_at = issued_at - interval '58 days',
    expires_at = expires_at - interval '58 days'
WHERE account_id::text = %s RETURNING account_id
"""
MOST_ATTEMPTS = 3
# What was not done is done ten minutes later, or as soon as this says so.
NEXT_TURN = """
UPDATE instagram.account_work SET next_due_at = now()
WHERE account_id::text = %s AND kind = 'page' RETURNING account_id
"""


async def create(patient: Patient) -> Told:
    """Have the post prepared."""
    account = await patient.connect()
    await patient.hurt("/{account}/media", method="POST")
    return await patient.publish(account)


async def status(patient: Patient) -> Told:
    """Ask what became of what is prepared."""
    account = await patient.connect()
    await patient.hurt("/{container}", method="GET")
    return await patient.publish(account)


async def limit(patient: Patient) -> Told:
    """Ask how many posts are left."""
    account = await patient.connect()
    await patient.hurt("/{account}/content_publishing_limit")
    return await patient.publish(account)


async def publish(patient: Patient) -> Told:
    """Publish; where nobody can know whether it was done, the user tries again."""
    account = await patient.connect()
    await patient.hurt("/{account}/media_publish")
    post_id = await patient.begin(account)
    told = [await patient.last_word(post_id)]
    while told[-1][0] == DOUBT and len(told) < MOST_ATTEMPTS:
        await patient.retry(post_id)
        told.append(await patient.last_word(post_id))
    return ", ".join(state for state, _ in told), told[-1][1]


async def reply(patient: Patient) -> Told:
    """Answer a comment."""
    comment_id = await patient.hear_a_comment()
    await patient.hurt("/{comment}/replies", method="POST")
    answer = await patient.ask_about(comment_id, "replies", {"text": ANSWER})
    return await patient.last_word_of_reply(comment_id, answer.require(202).json()["reply_id"])


async def hide(patient: Patient) -> Told:
    """Hide a comment; where it is done, or will be, nothing more is said than that."""
    comment_id = await patient.hear_a_comment()
    await patient.hurt("/{comment}", method="POST")
    answer = await patient.ask_about(comment_id, "hide", {"hide": True})
    if answer.status not in {200, 202}:
        told = answer.json()
        return told["type"].rpartition("/")[2], told["detail"]
    await patient.wait_until_hidden(comment_id)
    return "hidden", ""


async def exchange(patient: Patient) -> Told:
    """Trade the code."""
    await patient.hurt(TOKEN)
    return await _consent(patient)


async def lengthen(patient: Patient) -> Told:
    """Trade the short token for a long one."""
    await patient.hurt(TOKEN, EXTENSION)
    return await _consent(patient)


async def offer(patient: Patient) -> Told:
    """Read which accounts there are to connect."""
    await patient.hurt("/me/accounts")
    return await _consent(patient)


async def pages(patient: Patient) -> Told:
    """Read the Page of an account that is being connected, after it was offered."""
    await patient.hurt("/me/accounts", skip=1)
    account = await patient.connect()
    await wait("the call about Pages", patient.is_hurt)
    await select(patient.visit.addresses.postgres, NEXT_TURN, account.account_id)
    await patient.wait_until_told()
    row = await patient.account_row(account.account_id)
    return f"{row['status']}, told", row["message"]


async def extend(patient: Patient) -> Told:
    """Post with a token in its last days."""
    account = await patient.connect()
    await patient.hurt(TOKEN, EXTENSION)
    await select(patient.visit.addresses.postgres, AGED, account.account_id)
    last, sentence = await patient.publish(account)
    await wait("the call that prolongs", patient.is_hurt)
    row = await patient.account_row(account.account_id)
    return f"{row['status']}, {last}", sentence


async def _consent(patient: Patient) -> Told:
    browser = patient.visit.browser
    came = await consent(browser, patient.owner.handle)
    told = (await browser.get(came.words)).json()
    if came.account_id:
        await wait_until_connected(browser, came.account_id)
    return came.code, told["happened"]


async def media(patient: Patient) -> int:
    """Count what is published."""
    return len(await patient.visit.instagram.media(patient.instagram_id))


async def answers(patient: Patient) -> int:
    """Count the answers below the comment."""
    [medium] = await patient.visit.instagram.media(patient.instagram_id)
    found = await patient.visit.instagram.comments(medium["id"])
    return len([one for one in found if one["text"] == ANSWER])


async def hidden(patient: Patient) -> int:
    """Count the comments that are hidden."""
    [medium] = await patient.visit.instagram.media(patient.instagram_id)
    found = await patient.visit.instagram.comments(medium["id"])
    return len([one for one in found if one["is_hidden"]])


async def accounts(patient: Patient) -> int:
    """Count the accounts that Postlog has."""
    found = (await patient.visit.browser.get("/api/auth/accounts")).require(200).json()
    return len([one for one in found["accounts"] if one["username"] in patient.owner.accounts])


@dataclass(frozen=True)
class Row:
    """A call: how somebody comes to make it, and how often it had its effect."""

    hurt: Callable[[Patient], Awaitable[Told]]
    effects: Callable[[Patient], Awaitable[int]]
    faults: Mapping[str, Json]


HIDING = {**GIVEN, SPAM: HIDDEN_SUCCESS}
ROWS: Mapping[str, Row] = MappingProxyType(
    {
        "reply": Row(reply, answers, HIDING),
        "create container": Row(create, media, GIVEN),
        "media_publish": Row(publish, media, HIDING),
        "container status": Row(status, media, GIVEN),
        "publishing limit": Row(limit, media, GIVEN),
        "hide": Row(hide, hidden, GIVEN),
        "extend": Row(extend, media, GIVEN),
        "me/accounts, service": Row(pages, accounts, GIVEN),
        "code exchange": Row(exchange, accounts, GIVEN),
        "long-lived exchange": Row(lengthen, accounts, GIVEN),
        "me/accounts, connecting": Row(offer, accounts, GIVEN),
    }
)
PLACES: list[Place] = [(call, fault) for call, row in ROWS.items() for fault in row.faults]


async def matrix_of(addresses: Addresses) -> Matrix:
    """Fill every cell, each with an account of its own; each row has a user of its own."""
    async with AsyncExitStack() as exits:
        visit = await exits.enter_async_context(unwatched(addresses))
        visits = {}
        for call in ROWS:
            browser = await exits.enter_async_context(open_browser(addresses.gateway))
            await sign_up(browser)
            visits[call] = replace(visit, browser=browser)
        patients = await _patients(visit.instagram, visits)

        async def one(call: str, fault: str) -> Cell:
            patient, row = patients[call, fault], ROWS[call]
            final, sentence = await ending(row.hurt(patient))
            if not await patient.is_hurt():
                final, sentence = "not hurt", final
            return Cell(call, fault, final, sentence, await row.effects(patient))

        return await fill(PLACES, one, AT_ONCE)


async def _patients(
    instagram: InstagramControl, visits: Mapping[str, Visit]
) -> Mapping[Place, Patient]:
    """Make a person at Facebook for each cell."""
    owners = await instagram.add_owners(f"hurt.{uuid4().hex[:12]}.", len(PLACES))
    address = await picture(instagram)
    return {
        place: Patient(visits[place[0]], owner, address, ROWS[place[0]].faults[place[1]])
        for place, owner in zip(PLACES, owners, strict=True)
    }
