"""Connecting a TikTok account, and its token's life."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from browser import Browser
from control import Json
from crm import account_row
from endings import Ending
from forms import Fields, Page
from journey import Account, Say, Visit, new_creator, silently
from log import Log, Record
from waiting import require, until

CONNECTED = ("Connecting", "Connected")


async def connect(visitor: Visit, creator: Json, say: Say = silently) -> Account:
    """Go to TikTok's consent page, allow, come back, and wait until the account is connected."""
    ending = await allow(visitor.browser, creator["handle"], say)
    await wait_until_connected(visitor.browser, ending.account_id)
    told = (await visitor.browser.get(ending.words)).require(200).json()
    require(told["title"] == "Connected", "Connected as the words of the outcome")
    say(f"the page says: {told['title']}. {told['happened']} {told['advice']}")
    return Account(ending.account_id, creator["open_id"], creator["handle"])


async def connect_new(visitor: Visit, *, private: bool = False) -> Account:
    """Connect somebody whom nobody has met before."""
    return await connect(visitor, await new_creator(visitor.control, private=private))


async def allow(
    browser: Browser, handle: str, say: Say = silently, titles: Collection[str] = CONNECTED
) -> Ending:
    """Give consent as this user; ends on Postlog's page, which has one of the titles."""
    consent, trail = await browser.open("/api/auth/tiktok")
    page = consent.require(200).page()
    say(" -> ".join(trail))
    require(page.has_form, "the consent page")
    say(f"TikTok asks: {page.heading}; choosing {handle}, Allow")
    outcome, trail = await browser.open(consent.url, consent_of(page, handle))
    say(" -> ".join(trail))
    ending = Ending.of(outcome)
    require(ending.code == "connected", f"the outcome connected, not {ending.code}")
    told = (await browser.get(ending.words)).require(200).json()
    require(told["title"] in titles, f"one of the titles {titles}, not {told['title']}")
    return ending


def consent_of(page: Page, handle: str) -> Fields:
    """Fill the consent form in, whoever it is: the page lists a few users, and has a field."""
    require("other" in page.choices, "a field for any user on the consent page")
    return [*page.filled(decision="allow"), ("other", handle)]


async def wait_until_connected(browser: Browser, account_id: str) -> Json:
    """Wait for the provider service's verdict."""

    async def look() -> Json | None:
        found: Json = (await browser.get(f"/api/auth/accounts/{account_id}")).require(200).json()
        return found if found["status"] == "CONNECTED" else None

    return await until("CONNECTED", look)


@dataclass(frozen=True)
class Refreshed:
    """A refresh that came in time."""

    old_expiry: datetime
    at: datetime
    new_expiry: datetime
    token_version: int
    calls: int


async def refresh_before_expiry(
    visitor: Visit, creator: Json, lifetime: int, say: Say = silently
) -> Refreshed:
    """Connect again while TikTok gives short-lived tokens, and wait for the refresh in time."""
    account, old_expiry = await _connect_for(visitor, creator, lifetime)
    calls = len(await _refresh_calls(visitor, account))
    refreshes = len(visitor.log.find("accounts.v1", account.account_id, "AccountRefreshed"))
    say(f"connected again; this token ends in {lifetime} s, at {old_expiry:%H:%M:%S}")
    record = await _next_refresh(visitor.log, account, refreshes, lifetime + 15)
    at, said = datetime.fromisoformat(record.header("ce_time")), record.json()
    require(at < old_expiry, f"a refresh before {old_expiry}, not at {at}")
    new_expiry = datetime.fromisoformat(said["expires_at"])
    await _wait_for_expiry_in_crm(visitor.browser, account, new_expiry)
    calls = len(await _refresh_calls(visitor, account)) - calls
    return Refreshed(old_expiry, at, new_expiry, said["token_version"], calls)


async def _connect_for(visitor: Visit, creator: Json, lifetime: int) -> tuple[Account, datetime]:
    """Connect while tokens are short-lived; the refreshed one is to live as long as usual."""
    async with visitor.control.switched(access_token_lifetime=lifetime):
        account = await connect(visitor, creator)
        found = await visitor.log.wait_for(2, "accounts.v1", account.account_id, "AccountConnected")
    return account, datetime.fromisoformat(found[-1].json()["expires_at"])


async def _refresh_calls(visitor: Visit, account: Account) -> list[Json]:
    return await visitor.control.requests(grant_type="refresh_token", open_id=account.open_id)


async def _next_refresh(log: Log, account: Account, seen: int, seconds: float) -> Record:
    async def look() -> Record | None:
        found = log.find("accounts.v1", account.account_id, "AccountRefreshed")
        return found[seen] if len(found) > seen else None

    return await until("AccountRefreshed", look, seconds)


async def _wait_for_expiry_in_crm(browser: Browser, account: Account, expiry: datetime) -> None:
    async def look() -> bool:
        row = await account_row(browser, account)
        return row is not None and datetime.fromisoformat(row["expires_at"]) == expiry

    await until("the new expiry in the CRM", look)
