"""How often PostgreSQL is asked: each checkout and each statement is a wait for its user."""

from accounts.store import OAuthAccounts
from contracts.tiktok.commands import SampleMetrics
from tiktok.parts import Parts

from ..builders import Agents, public_post
from ..counting import counting
from ..support import SCOPES, Connect, Sandbox


async def test_a_plain_upload_begins_in_three_transactions(connect: Connect, parts: Parts) -> None:
    account = await connect()

    with counting() as counted:
        post = await parts.publishing.start(account.user_id, account.request(), None)

    assert post.status == "UPLOADING"
    assert counted.checkouts <= 3, counted.statements
    assert len(counted.statements) <= 18, counted.statements
    assert counted.round_trips <= 27


async def test_a_draft_with_a_key_begins_in_three_transactions(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()

    with counting() as counted:
        await parts.publishing.start(account.user_id, account.draft(), "key-1")

    assert counted.checkouts <= 3, counted.statements
    assert len(counted.statements) <= 19, counted.statements


async def test_what_a_page_must_show_of_a_creator_is_read_in_two_transactions(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()

    with counting() as counted:
        await parts.creators.describe(account.user_id, account.account_id)

    assert counted.checkouts <= 2, counted.statements
    assert len(counted.statements) <= 6, counted.statements


async def test_twenty_posts_are_sampled_with_a_statement_for_all_of_them(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    theo = await connect("theo", (*SCOPES, "video.list"))
    for video_id in await sandbox.posted("theo", 20):
        await public_post(parts, theo, video_id)

    with counting() as counted:
        await Agents(parts).obey(SampleMetrics(account_id=theo.account_id))

    assert counted.checkouts <= 5, counted.statements
    assert len(counted.statements) <= 12, counted.statements


async def test_a_token_that_was_read_is_not_read_again(connect: Connect, parts: Parts) -> None:
    account = await connect()
    async with parts.pool.connection() as connection:
        row = await OAuthAccounts(connection).find(account.account_id)
    assert row is not None

    with counting() as counted:
        await parts.tokens.valid_of(row)

    assert counted.statements == []
