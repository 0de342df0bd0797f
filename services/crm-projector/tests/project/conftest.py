"""A loop that a test can run its database on again and again."""

import asyncio
from collections.abc import Iterator

import pytest

from common.postgres import Pool, open_pool


@pytest.fixture
def on_one_loop(crm_url: str) -> Iterator[tuple[asyncio.Runner, Pool]]:
    """A loop of the test's own: hypothesis calls it again and again, on the same database."""
    with asyncio.Runner() as runner:
        opened = open_pool(crm_url, "crm")
        pool = runner.run(opened.__aenter__())
        yield runner, pool
        runner.run(opened.__aexit__(None, None, None))
