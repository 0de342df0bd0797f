"""Posts that a person has begun, kept for all their devices and for nobody else."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from auth.drafts.handlers import MOST_BYTES
from auth.drafts.store import KEPT, MOST
from auth.housekeeping import sweep
from auth.sign_in.sessions import SessionLimits
from common.postgres import Pool

from ..conftest import PASSWORD, Browser, Person, SignUp, Tables

FORM: dict[str, Any] = {"post.4f": {"form": {"caption": "Harbour ⚓ \u0000"}, "attempt": None}}
WISH: dict[str, Any] = {"title": "Harbour", "href": "/platforms/tiktok/upload?account=4f"}


async def save(person: Person, name: str = "tiktok.4f", **wish: Any) -> int:
    body = json.dumps({**WISH, "form": FORM, **wish}, ensure_ascii=False).encode()
    path = f"/api/auth/me/drafts/{name}"
    headers = {**person.csrf, "Content-Type": "application/json"}
    async with person.browser.put(path, data=body, headers=headers) as answer:
        return answer.status


async def read(browser: Browser, name: str = "tiktok.4f") -> dict[str, Any]:
    async with browser.get(f"/api/auth/me/drafts/{name}") as answer:
        assert answer.status == 200
        body: dict[str, Any] = await answer.json()
    return body


async def listed(browser: Browser) -> list[dict[str, Any]]:
    async with browser.get("/api/auth/me/drafts") as answer:
        assert answer.status == 200
        return list((await answer.json())["drafts"])


async def delete(person: Person, name: str) -> int:
    path = f"/api/auth/me/drafts/{name}"
    async with person.browser.delete(path, headers=person.csrf) as answer:
        return answer.status


async def test_what_was_begun_on_one_device_is_read_on_another(
    sign_up: SignUp, browser: Callable[[], Browser]
) -> None:
    mara = await sign_up("mara@example.test")
    assert await save(mara) == 204
    telephone = browser()
    credentials = {"email": "mara@example.test", "password": PASSWORD}
    async with telephone.post("/api/auth/login", json=credentials) as answer:
        assert answer.status == 200

    found = await read(telephone)

    assert found["form"] == FORM
    [line] = await listed(telephone)
    assert line == {key: found[key] for key in ("draft_id", "title", "href", "saved_at")}
    assert (line["title"], line["href"]) == (WISH["title"], WISH["href"])


async def test_saved_again_a_draft_takes_the_place_of_the_former_and_comes_first(
    sign_up: SignUp,
) -> None:
    mara = await sign_up()
    for name in ("tiktok.4f", "several"):
        assert await save(mara, name) == 204

    assert await save(mara, "tiktok.4f", title="Evening", form={"post.4f": {}}) == 204

    assert [one["draft_id"] for one in await listed(mara.browser)] == ["tiktok.4f", "several"]
    found = await read(mara.browser)
    assert (found["title"], found["form"]) == ("Evening", {"post.4f": {}})


async def test_a_deleted_draft_is_gone_however_often_it_is_deleted(sign_up: SignUp) -> None:
    mara = await sign_up()
    await save(mara)

    assert [await delete(mara, "tiktok.4f") for _ in range(2)] == [204, 204]

    assert await listed(mara.browser) == []
    async with mara.browser.get("/api/auth/me/drafts/tiktok.4f") as answer:
        assert answer.status == 404


async def test_nobody_reads_changes_or_deletes_another_persons_draft(sign_up: SignUp) -> None:
    mara, theo = await sign_up("mara@example.test"), await sign_up("theo@example.test")
    await save(mara)
    await save(theo, title="Theo's")

    assert await delete(theo, "tiktok.4f") == 204

    assert (await read(mara.browser))["title"] == "Harbour"
    assert await listed(theo.browser) == []


@pytest.mark.parametrize(
    "wish",
    [
        {"href": "https://evil.example/"},
        {"href": "//evil.example/x"},
        {"href": "/a b"},
        {"href": "javascript:1"},
        {"title": "x" * 201},
        {"title": "\u0000"},
        {"form": ["no object"]},
        {"form": {"caption": "é" * (MOST_BYTES // 2)}},
        {"more": 1},
    ],
    ids=lambda wish: next(iter(wish)),
)
async def test_a_draft_that_is_none_is_refused(sign_up: SignUp, wish: dict[str, Any]) -> None:
    mara = await sign_up()

    assert await save(mara, **wish) == 422

    assert await listed(mara.browser) == []


async def test_a_name_with_other_characters_is_refused(sign_up: SignUp) -> None:
    mara = await sign_up()

    assert await save(mara, "a%20b") == 422
    assert await save(mara, "x" * 121) == 422


async def test_the_largest_form_is_kept(sign_up: SignUp) -> None:
    mara = await sign_up()
    form = {"caption": "x" * (MOST_BYTES - len('{"caption": ""}'))}

    assert await save(mara, form=form) == 204

    assert (await read(mara.browser))["form"] == form


async def test_of_too_many_drafts_none_is_lost_and_each_may_still_be_changed(
    sign_up: SignUp,
) -> None:
    mara = await sign_up()
    for number in range(MOST):
        assert await save(mara, f"d{number}", form={}) == 204

    assert await save(mara, "one-more") == 409
    assert await save(mara, "d0", title="Changed") == 204

    assert len(await listed(mara.browser)) == MOST
    assert (await read(mara.browser, "d0"))["title"] == "Changed"


async def test_what_nobody_saves_for_half_a_year_is_forgotten(sign_up: SignUp, pool: Pool) -> None:
    mara = await sign_up()
    await save(mara, "old")
    await save(mara, "recent")
    for name, age in (("old", KEPT + timedelta(minutes=1)), ("recent", KEPT - timedelta(hours=1))):
        async with pool.connection() as connection:
            await connection.execute(
                "UPDATE drafts SET saved_at = now() - %s WHERE draft_id = %s", (age, name)
            )

    await sweep(pool, SessionLimits(timedelta(hours=1), timedelta(days=1)))

    assert [one["draft_id"] for one in await listed(mara.browser)] == ["recent"]


async def test_the_export_has_the_drafts_with_their_forms(sign_up: SignUp) -> None:
    mara = await sign_up()
    await save(mara)

    async with mara.browser.get("/api/auth/me/export") as answer:
        found = (await answer.json())["drafts"]

    assert [one["form"] for one in found] == [FORM]


async def test_a_deleted_account_leaves_no_draft(
    sign_up: SignUp, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()
    await save(mara)

    async with mara.browser.delete(
        "/api/auth/me", json={"password": PASSWORD}, headers=mara.csrf
    ) as answer:
        assert answer.status == 202

    assert tables()["drafts"] == []
