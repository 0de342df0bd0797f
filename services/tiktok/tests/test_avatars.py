"""An account's picture, as its owner's page loads it."""

from typing import Any
from uuid import uuid4

from aiohttp import ClientSession

from accounts.store import OAuthAccounts, Profile
from contracts.commands import ObserveProfile
from tiktok.parts import Parts

from .builders import Agents
from .support import SCOPES, Connect, Connected, Sandbox
from .tus import Serve


async def pictured(parts: Parts, account: Connected, url: str) -> None:
    """Let TikTok have told this address of a picture."""
    async with parts.pool.connection() as connection:
        await OAuthAccounts(connection).update_profile(
            account.account_id, Profile("Somebody", None, url)
        )


async def load(url: str, account_id: object, user_id: object) -> tuple[int, bytes, Any]:
    """Load an account's picture as this user's page does."""
    address = f"{url}/api/tiktok/accounts/{account_id}/avatar"
    async with (
        ClientSession() as session,
        session.get(address, headers={"X-User": str(user_id)}) as answer,
    ):
        return answer.status, await answer.read(), answer.headers


async def test_the_picture_that_tiktok_told_of_is_given_and_can_do_nothing(
    parts: Parts, sandbox: Sandbox, connect: Connect, serve: Serve
) -> None:
    account = await connect("theo", scopes=(*SCOPES, "video.list"))
    await Agents(parts).obey(ObserveProfile(provider="tiktok", account_id=account.account_id))

    status, body, headers = await load(await serve(), account.account_id, account.user_id)

    assert (status, headers["Content-Type"]) == (200, "image/svg+xml")
    assert body.startswith(b"<svg")
    assert b">T<" in body
    assert headers["Cache-Control"] == "private, max-age=86400"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"


async def test_there_is_none_of_others_of_nobody_and_where_none_can_be_had(
    parts: Parts, sandbox: Sandbox, connect: Connect, serve: Serve
) -> None:
    mara, theo, bare = await connect("mara"), await connect("theo"), await connect("mara")
    upload_host = sandbox.app.upload_hosts[0]
    await pictured(parts, mara, f"http://{upload_host}/avatars/mara.svg")
    await pictured(parts, theo, f"http://{upload_host}/avatars/expired")
    await pictured(parts, bare, "")
    url = await serve()
    cases = [
        (mara.account_id, theo.user_id),
        (uuid4(), mara.user_id),
        ("no-id", mara.user_id),
        (theo.account_id, theo.user_id),
        (bare.account_id, bare.user_id),
    ]
    answers = [await load(url, *case) for case in cases]

    assert [status for status, _, _ in answers] == [404] * len(cases)
    assert all(headers["Content-Type"].startswith("application/problem") for *_, headers in answers)
    assert (await load(url, mara.account_id, mara.user_id))[0] == 200


async def test_no_other_host_is_asked_for_a_picture(
    parts: Parts, sandbox: Sandbox, connect: Connect, serve: Serve
) -> None:
    account = await connect("mara")
    await pictured(parts, account, f"{sandbox.url}/v2/auth/authorize/")

    status, _, _ = await load(await serve(), account.account_id, account.user_id)

    assert status == 404
    assert await sandbox.calls("/v2/auth/authorize/") == 1  # mara's consent


async def test_an_address_that_was_signed_anew_is_kept(parts: Parts, connect: Connect) -> None:
    account = await connect("theo", scopes=(*SCOPES, "video.list"))
    agents = Agents(parts)
    await agents.obey(ObserveProfile(provider="tiktok", account_id=account.account_id))
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE oauth_accounts SET avatar_url = avatar_url || '?x'")
        await connection.execute("UPDATE account_work SET done_at = now() - interval '1 day'")

    await agents.obey(ObserveProfile(provider="tiktok", account_id=account.account_id))

    async with parts.pool.connection() as connection:
        cursor = await connection.execute("SELECT avatar_url FROM oauth_accounts")
        [(address,)] = await cursor.fetchall()
    assert address.endswith("/avatars/theo.svg")
