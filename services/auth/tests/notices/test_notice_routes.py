"""Notices over HTTP: pages of them, and reading one."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from auth.accounts.store import Owner
from auth.notices.store import Kind, Notices
from common.event import Envelope
from common.postgres import Pool

from ..conftest import SignUp, Tables

Keep = Callable[[UUID, int], Awaitable[None]]


@pytest.fixture
def told(pool: Pool) -> Keep:
    """Keep some notices of a user."""

    async def keep(user_id: UUID, count: int) -> None:
        async with pool.connection() as connection:
            for number in range(count):
                envelope = Envelope(
                    id=f"e{number}",
                    type="t",
                    source="/tiktok",
                    subject="s",
                    time=datetime.now(UTC),
                    sequence=number,
                )
                owner = Owner(UUID(int=100 + number), user_id, "tiktok")
                await Notices(connection).open(owner, Kind.RECONNECT, "invalid_grant", envelope)

    return keep


async def test_notices_come_in_pages_with_what_to_do(sign_up: SignUp, told: Keep) -> None:
    mara = await sign_up()
    await told(mara.user_id, 3)
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": "2", **({"cursor": cursor} if cursor else {})}
        async with mara.browser.get("/api/auth/notices", params=query) as answer:
            page = await answer.json()
        found, cursor = found + page["notices"], page["next_cursor"]

    assert len({one["notice_id"] for one in found}) == 3
    assert found[0]["next_step"] == "Reconnect the account; its history is kept."


async def test_a_notice_is_read_by_its_user_alone(
    sign_up: SignUp, told: Keep, tables: Callable[[], Tables]
) -> None:
    mara, theo = await sign_up("mara@example.test"), await sign_up("theo@example.test")
    await told(mara.user_id, 1)
    path = f"/api/auth/notices/{tables()['notices'][0][0]}/read"

    async with theo.browser.post(path, headers=theo.csrf) as answer:
        others = answer.status
    async with mara.browser.post(path, headers=mara.csrf) as answer:
        read = await answer.json()

    assert others == 404
    assert read["read_at"] is not None


@pytest.mark.parametrize(
    "query",
    ["cursor=x", "cursor=%00", "cursor=2.1.0", "limit=0", "limit=101", "limit=x", "page=1"],
)
async def test_s37_no_query_however_odd_is_a_failure_of_ours(sign_up: SignUp, query: str) -> None:
    mara = await sign_up()
    async with mara.browser.get(f"/api/auth/notices?{query}") as answer:
        assert answer.status == 422
