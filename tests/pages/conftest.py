"""One Chromium for the tests of the pages, and for each test somebody new in front of it."""

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

# The modules beside this one, and what finds programs on this machine.
sys.path.insert(0, str(Path(__file__).resolve().parent))

import chromium
from control import Control
from newcomer import Newcomer, come
from playwright.async_api import Browser, expect
from running import Stack

PATIENCE_MS = 20_000
HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what is here in the loop that Chromium's connection belongs to."""
    for item in items:
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, on a machine that may have much else to do."""
    expect.set_options(timeout=PATIENCE_MS)
    async with chromium.launch() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def newcomer(
    browser: Browser, stack: Stack, control: Control, canaries: set[str]
) -> AsyncIterator[Newcomer]:
    """Somebody whom Postlog does not know, at an empty tab; what went wrong fails the test."""
    async with AsyncExitStack() as exits:
        newcomer = await exits.enter_async_context(come(browser, stack.addresses, control))
        yield newcomer
        canaries |= newcomer.secrets
        newcomer.watch.require_peace()


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(newcomer: Newcomer) -> Newcomer:
    """Somebody who has signed up and connected a TikTok account."""
    await newcomer.sign_up()
    await newcomer.connect()
    return newcomer
