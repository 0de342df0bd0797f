"""The client against a strict Instagram over HTTP, which shares no code with it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from platforms.errors import OutcomeUnknown, RateLimited, TokenInvalid
from platforms.instagram import facebook_login, instagram_login
from platforms.instagram.account import Access, AccountCalls
from platforms.instagram.accounts import Usable, judge
from platforms.instagram.app import InstagramApp, Login
from platforms.instagram.client import Instagram
from platforms.instagram.containers import Item, Words
from platforms.instagram.insights import ACCOUNT_TOTALS, FOLLOWER_COUNT, metrics_of

from .support import SECRET

REDIRECT = "https://app.example/oauth/instagram"
DEADLINE_SECONDS = 60.0
DAY = timedelta(days=1)
SCOPES = (
    "instagram_basic",
    "instagram_content_publish",
    "instagram_manage_comments",
    "instagram_manage_insights",
    "instagram_manage_contents",
    "pages_show_list",
    "pages_read_engagement",
    "pages_manage_metadata",
    "business_management",
)
OWN_SCOPES = ("instagram_business_basic", "instagram_business_content_publish")


VERSIONS = ("v26.0", "v27.0")


@dataclass(frozen=True)
class Simulator:
    """A running sandbox, and how it is reached."""

    session: aiohttp.ClientSession
    url: str
    login_url: str
    version: str

    @property
    def app(self) -> InstagramApp:
        """The app of Facebook Login."""
        return self._app_at(self.url, "facebook", "700000000000001", SECRET)

    @property
    def own_app(self) -> InstagramApp:
        """The app of Instagram Login."""
        return self._app_at(self.login_url, "instagram", "800000000000001", "own")

    def _app_at(self, url: str, login: Login, app_id: str, secret: str) -> InstagramApp:
        """Give an app all of whose hosts are at one address."""
        return InstagramApp(
            login=login,
            app_id=app_id,
            app_secrets=(secret,),
            dialog_url=url,
            exchange_url=url,
            graph_url=url,
            rupload_url=url,
            version=self.version,
        )

    async def requests(self) -> list[dict[str, object]]:
        """Give the calls that were made, and how each was answered."""
        async with self.session.get(f"{self.url}/control/requests") as response:
            return list((await response.json())["requests"])

    async def control(self, path: str, **body: object) -> None:
        """Use the control API."""
        async with self.session.post(f"{self.url}/control{path}", json=body) as response:
            response.raise_for_status()

    async def consent(self, dialog: str, user: str) -> str:
        """Allow everything in a dialog, as this person; gives the code."""
        form = {"user": user, "decision": "allow"}
        async with self.session.post(dialog, data=form, allow_redirects=False) as response:
            query = parse_qs(urlsplit(response.headers["Location"]).query)
        return query["code"][0]


@pytest.fixture(scope="module")
def ports(free_port: Callable[[], int]) -> tuple[int, int]:
    return free_port(), free_port()


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """Everything works at each of these versions."""
    return str(request.param)


@pytest.fixture
async def simulator(ports: tuple[int, int], version: str) -> AsyncIterator[Simulator]:
    port, login_port = ports
    environment = {
        **os.environ,
        "SANDBOX_PLATFORMS": "instagram",
        "SANDBOX_INSTAGRAM_PORT": str(port),
        "SANDBOX_INSTAGRAM_LOGIN_PORT": str(login_port),
        "SANDBOX_INSTAGRAM_APP_ID": "700000000000001",
        "SANDBOX_INSTAGRAM_APP_SECRET": SECRET,
        "SANDBOX_INSTAGRAM_LOGIN_APP_ID": "800000000000001",
        "SANDBOX_INSTAGRAM_LOGIN_APP_SECRET": "own",
        "SANDBOX_INSTAGRAM_REDIRECT_URIS": REDIRECT,
    }
    command = Path(sys.executable).with_name("postlog-sandbox")
    async with running(str(command), environment), aiohttp.ClientSession() as session:
        facebook, own = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{login_port}"
        found = Simulator(session, facebook, own, version)
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not await answers(found):
                await asyncio.sleep(0.05)
        yield found


@asynccontextmanager
async def running(command: str, environment: dict[str, str]) -> AsyncIterator[None]:
    """Keep a program running."""
    quiet = asyncio.subprocess.DEVNULL
    program = await asyncio.create_subprocess_exec(command, env=environment, stdout=quiet)
    try:
        yield
    finally:
        program.terminate()
        await program.wait()


async def answers(simulator: Simulator) -> bool:
    """Tell whether it is up."""
    try:
        async with simulator.session.get(f"{simulator.url}/healthz") as response:
            return response.status == 200
    except aiohttp.ClientConnectionError:
        return False


@pytest.fixture
async def person_token(simulator: Simulator) -> str:
    """A long token of somebody with one usable account."""
    client = Instagram(simulator.session, simulator.app)
    dialog = facebook_login.dialog_url(simulator.app, REDIRECT, SCOPES, "state")
    short = await client.exchange_code(await simulator.consent(dialog, "nora"), REDIRECT)
    return (await client.lengthen(short.access_token)).access_token


@pytest.fixture
async def account(simulator: Simulator, person_token: str) -> AccountCalls:
    client = Instagram(simulator.session, simulator.app)
    granted = await client.granted(person_token)
    verdicts = [judge(page, granted) for page in await client.pages(person_token)]
    [usable] = [verdict for verdict in verdicts if isinstance(verdict, Usable)]
    access = Access(usable.profile.id, usable.page.access_token or "", person_token)
    return AccountCalls(client, access, lambda usage: None)


async def finished(account: AccountCalls, simulator: Simulator) -> str:
    """Make the container of a picture, and wait until it may be published."""
    picture = Item(is_video=False, url=f"{simulator.url}/media/one.jpg", alt_text="A loaf")
    container = await account.create("IMAGE", picture, Words(caption="Fresh bread"))
    async with asyncio.timeout(DEADLINE_SECONDS):
        while (await account.container(container)).status_code != "FINISHED":
            await asyncio.sleep(0.1)
    return container


async def test_a_picture_is_published_and_its_comment_answered_hidden_and_deleted(
    simulator: Simulator, account: AccountCalls
) -> None:
    container = await finished(account, simulator)
    media_id = await account.publish(container)
    await simulator.control(f"/posts/{media_id}/comments", author="fan", text="Nice")
    [comment] = (await account.list_comments(media_id)).data

    reply = await account.reply(comment.id, "Thanks!")
    [found] = (await account.list_replies(comment.id)).data
    await account.hide(comment.id, hide=True)
    numbers = await account.media_insights(media_id, metrics_of("FEED"))
    [again] = (await account.list_comments(media_id)).data
    await account.delete_comment(comment.id)

    assert (await account.container(container)).status_code == "PUBLISHED"
    assert (comment.text, comment.author_name, found.id) == ("Nice", "fan", reply)
    assert numbers["comments"] == 1
    assert again.hidden
    assert again.replies
    assert [answer.id for answer in again.replies.data] == [reply]
    assert (await account.list_comments(media_id)).data == ()
    assert (await account.quota()).quota_usage == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "reset_after"}, OutcomeUnknown),
        ({"kind": "store_then_502"}, OutcomeUnknown),
        ({"kind": "error_after", "status": 400, "code": "4/2207051"}, RateLimited),
    ],
    ids=["reset", "502", "taken for spam"],
)
async def test_after_any_error_of_publish_the_container_tells_that_the_post_is_live(
    simulator: Simulator, account: AccountCalls, fault: dict[str, object], error: type[Exception]
) -> None:
    container = await finished(account, simulator)
    await simulator.control("/faults", endpoint="/{account}/media_publish", **fault)

    with pytest.raises(error):
        await account.publish(container)

    assert (await account.container(container)).status_code == "PUBLISHED"
    assert len((await account.list_media()).data) == 1


async def test_a_removed_app_ends_the_page_token_too(
    simulator: Simulator, account: AccountCalls, person_token: str
) -> None:
    client = Instagram(simulator.session, simulator.app)

    await client.revoke(person_token, (await client.person(person_token)).id)

    with pytest.raises(TokenInvalid, match="190/458"):
        await account.quota()


async def test_places_uploads_and_subscriptions_are_asked_for_as_the_platform_wants_it(
    simulator: Simulator, account: AccountCalls, person_token: str
) -> None:
    client = Instagram(simulator.session, simulator.app)
    page = (await client.pages(person_token))[0]

    await account.subscribe(page.id)
    places = await account.find_locations("harbour")
    upload = await account.create_upload("REELS", Item(is_video=True), Words(caption="Kneading"))

    assert await account.is_subscribed(page.id)
    assert places
    assert upload.url.endswith(upload.container_id)


async def test_numbers_of_an_account_are_totals_and_a_series(
    simulator: Simulator, account: AccountCalls
) -> None:
    end = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

    totals = await account.account_totals(ACCOUNT_TOTALS, end - DAY, end)
    series = await account.account_series(FOLLOWER_COUNT, end - DAY, end)

    assert set(totals) == set(ACCOUNT_TOTALS)
    assert all(value is not None for value in (totals | series).values())
    assert (await account.profile()).followers_count == 1240


async def test_what_a_mention_says_is_read_and_answered(
    simulator: Simulator, account: AccountCalls
) -> None:
    for in_comment in (True, False):
        where = f"{simulator.url}/control/accounts/harbour.bakery/mention"
        wish = {"text": "with @harbour.bakery", "in_comment": in_comment}
        async with simulator.session.post(where, json=wish) as response:
            mention = await response.json()

        said = await account.read_mention(mention["media_id"], mention["comment_id"])
        await account.reply_to_mention(mention["media_id"], mention["comment_id"], "Thanks")

        assert said.said == "with @harbour.bakery"


async def test_every_call_names_the_version_and_uses_nothing_that_v27_takes_away(
    simulator: Simulator, account: AccountCalls
) -> None:
    media_id = await account.publish(await finished(account, simulator))
    await account.list_media()
    await account.list_comments(media_id)
    await account.media_insights(media_id, metrics_of("FEED"))
    await account.profile()

    asked = await simulator.requests()

    of_others = ("/healthz", "/media/", "/avatars/", "/pictures/")
    calls = [one for one in asked if not str(one["path"]).startswith(of_others)]
    assert len(calls) > 10
    assert {str(one["path"]).split("/")[1] for one in calls} == {simulator.version}
    assert {one["status"] for one in calls} == {200, 302}


async def test_instagram_login_needs_no_page(simulator: Simulator) -> None:
    client = Instagram(simulator.session, simulator.own_app)
    dialog = instagram_login.dialog_url(simulator.own_app, REDIRECT, OWN_SCOPES, "state")
    code = await simulator.consent(dialog, "harbour.bakery")

    short = await client.exchange_code(code, REDIRECT)
    long = await client.lengthen(short.access_token)
    user = await client.user(long.access_token)
    account = AccountCalls(client, Access(user.user_id, long.access_token), lambda usage: None)

    assert (user.username, user.account_type) == ("harbour.bakery", "BUSINESS")
    assert (await account.quota()).left > 0
    await account.publish(await finished(account, simulator))
    await client.revoke(long.access_token, user.user_id)
    with pytest.raises(TokenInvalid):
        await account.quota()
