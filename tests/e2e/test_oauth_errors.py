"""However connecting ends, a person is told what happened and what to do, and so is a program."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import pytest_asyncio
from browser import Answer, Browser, open_browser, sign_up
from connecting import connect, consent_of
from control import Json
from endings import Ending
from journey import Visit, new_creator, visit
from posting import UPLOAD, wish_to_fetch
from running import Stack
from told import Stranger
from waiting import require, until

pytestmark = pytest.mark.asyncio(loop_scope="session")
CODES = {
    "access_denied": "You did not allow access",
    "invalid_grant": "has run out or was used already",
    "invalid_client": "key or secret",
    "invalid_request": "does not understand how this app asked",
    "invalid_scope": "a permission that TikTok has not given",
    "unauthorized_client": "does not let this app connect",
    "unsupported_grant_type": "this way to connect",
    "unsupported_response_type": "this way to answer",
    "server_error": "Something failed on TikTok's side",
    "temporarily_unavailable": "overloaded or being maintained",
}
each_code = pytest.mark.parametrize(("code", "sentence"), CODES.items(), ids=list(CODES))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def unlucky(stack: Stack, canaries: set[str]) -> AsyncIterator[Visit]:
    """Somebody who never gets anything connected."""
    async with visit(stack.addresses) as visitor:
        visitor.browser.secrets = canaries
        await sign_up(visitor.browser)
        yield visitor


async def came_back_with(browser: Browser, **query: str) -> Ending:
    """Begin, and come back from TikTok with something of one's own making beside the state."""
    begun = (await browser.fetch("GET", "/api/auth/tiktok")).require(302)
    asked = dict(parse_qsl(urlsplit(begun.headers["Location"]).query))
    said = urlencode({"state": asked["state"], **query})
    outcome, _ = await browser.open(f"/api/auth/tiktok/callback?{said}")
    return Ending.of(outcome)


async def consented(browser: Browser, handle: str, *unticked: str) -> Ending:
    """Give consent but for some permissions; ends on Postlog's page, however it ended."""
    consent, _ = await browser.open("/api/auth/tiktok")
    form = consent_of(consent.require(200).page(), handle)
    kept = [field for field in form if field not in {("scope", scope) for scope in unticked}]
    require(len(kept) == len(form) - len(unticked), f"{unticked} on the consent page")
    outcome, _ = await browser.open(consent.url, kept)
    return Ending.of(outcome)


async def tells(browser: Browser, ending: Ending, code: str, sentence: str) -> Answer:
    """See that anybody is told the same in words and on a page without a script; gives the page."""
    async with open_browser(browser.gateway) as anybody:
        told = (await anybody.get(ending.words)).require(200).json()
        outcome, _ = await anybody.open(ending.words)
    page = outcome.page()

    assert ending.code == told["code"] == code
    assert outcome.status >= 400
    assert sentence in page.text
    assert sentence in told["happened"] + told["advice"] + told["title"]
    assert told["title"] == page.heading
    assert told["trace_id"] == ending.trace != ""
    assert told["trace_id"] in page.text
    return outcome


@each_code
async def test_a_callback_with_an_error_says_what_it_means(
    unlucky: Visit, code: str, sentence: str
) -> None:
    browser = unlucky.browser
    ending = await came_back_with(browser, error=code, error_description="Said by TikTok.")

    page = await tells(browser, ending, code, sentence)
    assert "Said by TikTok." not in page.page().text


@each_code
async def test_an_error_in_a_token_answer_of_200_says_what_it_means(
    unlucky: Visit, code: str, sentence: str
) -> None:
    creator = await new_creator(unlucky.control)
    await unlucky.control.plan_fault(
        endpoint="/v2/oauth/token/",
        kind="error_200",
        code=code,
        match={"open_id": creator["open_id"]},
    )
    ending = await consented(unlucky.browser, creator["handle"])
    accounts = await unlucky.browser.get("/api/auth/accounts")

    await tells(unlucky.browser, ending, code, sentence)
    assert accounts.json()["accounts"] == []


async def test_an_error_that_nobody_has_explained_is_shown_as_it_is(unlucky: Visit) -> None:
    browser = unlucky.browser
    ending = await came_back_with(browser, error="mercury_in_retrograde")

    await tells(browser, ending, "refused", "mercury_in_retrograde")


async def test_what_cannot_be_shown_safely_is_not_shown(unlucky: Visit) -> None:
    browser = unlucky.browser
    ending = await came_back_with(browser, error="<script>alert(1)</script>")

    page = await tells(browser, ending, "refused", "a reason that Postlog does not know")
    assert b"alert(1)" not in page.body


async def test_cancelling_at_tiktok_is_told_kindly(unlucky: Visit) -> None:
    browser = unlucky.browser
    consent, _ = await browser.open("/api/auth/tiktok")
    form = consent.page().filled(decision="cancel")
    outcome, _ = await browser.open(consent.url, form)

    await tells(browser, Ending.of(outcome), "access_denied", "You did not allow access")


async def test_a_person_who_is_not_signed_in_is_sent_to_the_page_that_says_so(
    stranger: Stranger,
) -> None:
    async with open_browser(stranger.visitor.addresses.gateway) as fresh:
        landed, _ = await fresh.open("/api/auth/tiktok")
        problem = await fresh.get("/api/auth/tiktok")

    await tells(fresh, Ending.of(landed), "not-signed-in", "Sign in and connect")
    assert problem.status == 401


async def test_a_callback_that_is_brought_again_is_told_kindly(unlucky: Visit) -> None:
    browser = unlucky.browser
    outcome, _ = await browser.open("/api/auth/tiktok/callback?state=once-more&code=x")

    await tells(browser, Ending.of(outcome), "oauth-state-refused", "finished already")


async def test_a_lost_token_answer_asks_to_connect_again(stranger: Stranger) -> None:
    visitor = stranger.visitor
    creator = await new_creator(visitor.control)
    await visitor.control.plan_fault(
        endpoint="/v2/oauth/token/", kind="reset_after", match={"open_id": creator["open_id"]}
    )
    ending = await consented(visitor.browser, creator["handle"])
    again = await connect(visitor, creator)

    await tells(visitor.browser, ending, "outcome_unknown", "before TikTok's answer arrived")
    assert again.open_id == creator["open_id"]


async def test_a_permission_that_was_not_given_limits_the_account_until_it_is(
    stranger: Stranger,
) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    creator = await new_creator(visitor.control)
    ending = await consented(browser, creator["handle"], "video.publish")
    account_id = ending.account_id
    limited = await wait_for(browser, account_id, "LIMITED")
    page, _ = await browser.open(ending.words)
    video = await visitor.control.serve("limited.mp4")
    again = await connect(visitor, creator)
    whole = await wait_for(browser, account_id, "CONNECTED")
    story = await timeline(visitor, account_id, 2)

    assert limited["missing_features"] == [
        {
            "feature": "publish",
            "scope": "video.publish",
            "reason": "Postlog cannot post to this account.",
            "asked": True,
        }
    ]
    assert "Postlog cannot post to this account." in page.page().text
    assert again.account_id == account_id
    assert whole["missing_features"] == []
    assert [event["type"] for event in story] == ["accounts.AccountConnected.v1"] * 2
    assert (await browser.send("POST", UPLOAD, wish_to_fetch(again, video))).status == 201


async def test_a_post_without_the_permission_for_it_is_refused(stranger: Stranger) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    creator = await new_creator(visitor.control)
    ending = await consented(browser, creator["handle"], "video.publish", "video.list")
    account_id = ending.account_id
    await wait_for(browser, account_id, "LIMITED")
    wish = {"account_id": account_id, "video_size": 55_009, "privacy_level": "SELF_ONLY"}
    refused = await browser.send("POST", UPLOAD, wish)
    draft = {"account_id": account_id, "video_size": 55_009, "mode": "INBOX"}
    taken = await browser.send("POST", UPLOAD, draft)
    inits = await visitor.control.inits(creator["open_id"])

    assert refused.status == 403
    assert refused.json()["type"] == "/problems/scope-missing"
    assert "permission video.publish" in refused.json()["detail"]
    assert taken.status == 201
    assert [init["path"] for init in inits] == ["/v2/post/publish/inbox/video/init/"]


async def wait_for(browser: Browser, account_id: str, status: str) -> Json:
    """Wait until an account stands like this."""

    async def look() -> Json | None:
        found: Json = (await browser.get(f"/api/auth/accounts/{account_id}")).require(200).json()
        return found if found["status"] == status else None

    return await until(status, look)


async def timeline(visitor: Visit, account_id: str, count: int) -> list[Json]:
    """Wait until the CRM tells so many events of an account, and give them."""

    async def look() -> list[Json] | None:
        answer = await visitor.browser.get(f"/api/crm/accounts/{account_id}/timeline")
        events: list[Json] = answer.json()["events"] if answer.status == 200 else []
        return events if len(events) >= count else None

    return await until(f"{count} events of the account", look)
