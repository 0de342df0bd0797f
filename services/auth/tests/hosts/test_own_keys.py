"""An administrator of a host application makes and revokes its keys; nobody else does."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from ..conftest import Person, RegisterHost, RunAuth, SignUp, Tables
from ..support import Host

EMAIL = "mara@example.test"


@pytest.fixture
async def acme(host: RegisterHost) -> Host:
    """A host application with one key, made by a command."""
    return await host("acme")


async def grant(auth: RunAuth, verb: str = "grant-admin", email: str = EMAIL) -> str:
    lines = await asyncio.to_thread(auth, "tenants", verb, "--tenant", "acme", email)
    return lines[-1]


async def tenants(person: Person) -> list[dict[str, Any]]:
    async with person.browser.get("/api/auth/me/tenants") as answer:
        body: dict[str, Any] = await answer.json()
    return list(body["tenants"])


async def make(person: Person, acme: Host) -> tuple[int, dict[str, Any]]:
    path = f"/api/auth/me/tenants/{acme.tenant.tenant_id}/api-keys"
    async with person.browser.post(path, headers=person.csrf) as answer:
        return answer.status, await answer.json()


async def revoke(person: Person, acme: Host, key_id: str) -> int:
    path = f"/api/auth/me/tenants/{acme.tenant.tenant_id}/api-keys/{key_id}"
    async with person.browser.delete(path, headers=person.csrf) as answer:
        return answer.status


async def opens(acme: Host, key: str) -> bool:
    status, _ = await acme.post("connect-tokens", {"user_id": "u"}, key)
    return bool(status == 201)


async def test_an_administrator_makes_a_key_that_is_shown_once(
    sign_up: SignUp, acme: Host, auth: RunAuth, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up(EMAIL)
    said = await grant(auth)

    status, made = await make(mara, acme)

    assert (said, status) == ("mara@example.test administers acme", 201)
    assert await opens(acme, made["key"])
    [tenant] = await tenants(mara)
    assert tenant["name"] == "acme"
    assert made["key_id"] in [key["key_id"] for key in tenant["keys"]]
    assert made["key"] not in repr((tenant, tables()))


async def test_an_administrator_revokes_a_key_whoever_made_it(
    sign_up: SignUp, acme: Host, auth: RunAuth
) -> None:
    mara = await sign_up(EMAIL)
    await grant(auth)

    statuses = [await revoke(mara, acme, acme.key[:11]) for _ in range(2)]

    assert statuses == [204, 204]
    assert not await opens(acme, acme.key)
    assert await revoke(mara, acme, "pk_unknown") == 404
    assert await revoke(mara, acme, "%00") == 404


async def test_whoever_does_not_administer_it_sees_nothing_of_it(
    sign_up: SignUp, acme: Host, auth: RunAuth
) -> None:
    await sign_up(EMAIL)
    theo = await sign_up("theo@example.test")
    await grant(auth)

    assert await tenants(theo) == []
    assert (await make(theo, acme))[0] == 404
    assert await revoke(theo, acme, acme.key[:11]) == 404
    assert await opens(acme, acme.key)


async def test_who_administers_it_no_more_makes_no_key(
    sign_up: SignUp, acme: Host, auth: RunAuth
) -> None:
    mara = await sign_up(EMAIL)
    await grant(auth)
    _, made = await make(mara, acme)

    said = await grant(auth, "revoke-admin")

    assert said == "mara@example.test administers acme no more"
    assert (await make(mara, acme))[0] == 404
    assert await opens(acme, made["key"])


async def test_only_who_is_registered_can_administer(acme: Host, auth: RunAuth) -> None:
    with pytest.raises(SystemExit, match=r"^auth: nobody is registered"):
        await grant(auth)
