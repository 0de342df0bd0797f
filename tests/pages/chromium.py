"""Chromium, as the machine has it, under Playwright."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright
from postlog_stack import tools

# It shall talk to nobody but the pages under test, and have no sandbox of its own to be root in.
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    *(["--no-sandbox"] if os.getuid() == 0 else []),
)


@asynccontextmanager
async def launch() -> AsyncIterator[Browser]:
    """Start it, without a window, and end it."""
    executable = str(tools.chromium())
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield browser
        await browser.close()
