"""The example in docs: another origin's page and backend, driven as a browser would."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from auth.hosts.tenants import Tenant, Tenants, new_api_key
from auth.settings import ApiSettings
from common.postgres import Pool

from ..conftest import Browser

EXAMPLE = Path(__file__).resolve().parents[4] / "docs" / "examples" / "host-application"


@pytest.fixture
def port(free_port: Callable[[], int]) -> int:
    return free_port()


@pytest.fixture
def settings(settings: ApiSettings, port: int) -> ApiSettings:
    """Postlog, with the example's origin on its list."""
    return settings.model_copy(update={"cors_allowed_origins": f"http://127.0.0.1:{port}"})


@pytest.fixture
async def example(browser: Callable[[], Browser], pool: Pool, port: int) -> AsyncIterator[str]:
    """Run the example's backend, registered and with a key; gives its origin."""
    origin, key = f"http://127.0.0.1:{port}", new_api_key()
    tenant = Tenant.new("example", [origin], [f"{origin}/connected"])
    async with pool.connection() as connection:
        await Tenants(connection).create(tenant)
        await Tenants(connection).add_key(tenant.tenant_id, key)
    environment = {
        "PORT": str(port),
        "POSTLOG_URL": str(browser()._base_url).rstrip("/"),
        "POSTLOG_API_KEY": key,
    }
    program = subprocess.Popen([sys.executable, EXAMPLE / "server.py"], env=environment)
    await until_it_answers(f"{origin}/app.js", program)
    yield origin
    program.terminate()
    program.wait(10)


async def until_it_answers(url: str, program: subprocess.Popen[bytes]) -> None:
    """Wait for the backend to listen."""
    async with asyncio.timeout(30), aiohttp.ClientSession() as session:
        while program.poll() is None:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(url):
                    return
            await asyncio.sleep(0.02)
    raise AssertionError(f"{url} ended")


async def at(browser: Browser, url: str) -> str:
    """Follow an address of Postlog's, which this run serves elsewhere."""
    path = URL(url).relative() if URL(url).absolute else URL(url)
    async with browser.get(path, allow_redirects=False) as answer:
        return str(answer.headers["Location"])


async def test_the_examples_page_connects_an_account_from_its_own_origin(
    browser: Callable[[], Browser], example: str
) -> None:
    host = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
    postlog, tiktok = browser(), aiohttp.ClientSession()
    async with host, tiktok:
        async with host.get(f"{example}/") as page:
            assert page.status == 200
        async with host.post(f"{example}/token") as answer:
            bearer = {"Authorization": f"Bearer {(await answer.json())['token']}"}
        preflight = {"Origin": example, "Access-Control-Request-Method": "POST"}
        async with postlog.options("/api/auth/tiktok/connections", headers=preflight) as allowed:
            assert allowed.headers["Access-Control-Allow-Origin"] == example
        async with postlog.post(
            "/api/auth/tiktok/connections",
            json={"return_url": f"{example}/connected"},
            headers={**bearer, "Origin": example},
        ) as made:
            assert made.headers["Access-Control-Allow-Origin"] == example
            connection = await made.json()
        consent = await at(postlog, connection["authorize_url"])
        form = {"user": "mara", "decision": "allow", "scope": "video.publish"}
        async with tiktok.post(consent, data=form, allow_redirects=False) as decided:
            back = await at(postlog, decided.headers["Location"])
        async with host.get(back, allow_redirects=False) as ended:
            account_id = URL(ended.headers["Location"]).query["account"]
        async with postlog.get(
            "/api/auth/accounts", headers={**bearer, "Origin": example}
        ) as answer:
            accounts = (await answer.json())["accounts"]

    assert [one["account_id"] for one in accounts] == [account_id]


async def test_an_origin_that_is_not_listed_reads_no_answer(
    browser: Callable[[], Browser], example: str
) -> None:
    async with browser().get(
        "/api/auth/accounts", headers={"Origin": "https://evil.example"}
    ) as it:
        assert "Access-Control-Allow-Origin" not in it.headers


@pytest.mark.parametrize("connection_id", ["../../connect-tokens?", "x", ""])
async def test_no_browser_leads_the_examples_key_to_another_address(
    example: str, connection_id: str
) -> None:
    asked = URL(f"{example}/connected").with_query(connection_id=connection_id, code="x")

    async with aiohttp.ClientSession() as visitor, visitor.get(asked) as answer:
        assert answer.status == 400
