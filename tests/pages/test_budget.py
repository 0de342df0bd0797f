"""What a page costs to load, and what its document is wrapped in."""

import pytest
from ahead import save_data
from newcomer import Newcomer
from playwright.async_api import Response

MOST_BYTES_OF_SCRIPT = 100_000
PAGES = (
    "/",
    "/platforms/connect/tiktok",
    "/platforms/tiktok/upload",
    "/platforms/connect/instagram",
    "/platforms/instagram/upload",
    "/platforms/instagram/comments",
    "/compose",
    "/posts",
    "/webhooks",
    "/help/connect",
)


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_needs_less_than_100_kb_of_script(newcomer: Newcomer, path: str) -> None:
    await save_data(newcomer)
    await newcomer.sign_up()
    scripts: list[Response] = []

    def note(response: Response) -> None:
        if response.request.resource_type == "script":
            scripts.append(response)

    newcomer.page.on("response", note)
    await newcomer.go(path)
    # The moment's stragglers too: what the first drawing asked for after the heading stood.
    await newcomer.page.wait_for_load_state("load")

    assert scripts
    assert {one.headers.get("content-encoding") for one in scripts} <= {"gzip", None}
    sizes = {one.url: (await one.request.sizes())["responseBodySize"] for one in scripts}
    assert sum(sizes.values()) <= MOST_BYTES_OF_SCRIPT, sizes


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up"])
async def test_s32_a_page_asks_nobody_but_its_own_origin(newcomer: Newcomer, path: str) -> None:
    await newcomer.go(path)
    await newcomer.page.wait_for_load_state("load")

    assert {url[: len(newcomer.gateway)] for url in newcomer.watch.requests} == {newcomer.gateway}
