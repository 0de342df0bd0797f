"""Where a public post can be watched: by its creator's name at once, by TikTok's word later."""

from contracts.tiktok.commands import SampleMetrics
from contracts.tiktok.events import MetricsSampled, PostBecamePublic
from tiktok.parts import Parts
from tiktok.platform import turns
from tiktok.posts.queries import PostQueries
from tiktok.posts.view import PostView
from tiktok.watching.webhooks import WebhookHandler

from ..builders import Agents, public_post
from ..support import SCOPES, Connect, Connected, Sandbox, bodies, delivered, webhook

AT = 1_790_000_000
EVERY_TIME = turns(turns()["sample"].every / 10**9, turns()["reconcile"].every / 10**9)


async def become_public(parts: Parts, account: Connected, post: PostView) -> None:
    """Let TikTok say that the post is public."""
    content: dict[str, object] = {"publish_id": post.publish_id, "post_id": "77"}
    event = webhook("post.publish.publicly_available", account.open_id, content, AT)
    async with parts.pool.connection() as connection:
        await WebhookHandler(parts.outbox).handle(connection, delivered(event))


async def links(parts: Parts, post: PostView) -> dict[str, str]:
    """What the status says."""
    return (await PostQueries(parts.pool).require(str(post.post_id), post.user_id)).links


async def test_a_direct_post_that_becomes_public_has_a_link_at_once(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.request(), None)

    await become_public(parts, account, post)

    link = "https://www.tiktok.com/@mara.sandbox/video/77"
    assert await links(parts, post) == {"77": link}
    [told] = await bodies(parts, PostBecamePublic)
    assert told.link == link


async def test_a_post_whose_creator_has_no_known_name_is_asked_about_soon(
    connect: Connect, parts: Parts
) -> None:
    account = await connect("theo", (*SCOPES, "video.list"))
    post = await parts.publishing.start(account.user_id, account.draft(), None)

    await become_public(parts, account, post)

    assert await links(parts, post) == {}
    async with parts.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT next_due_at <= now() FROM account_work WHERE kind = 'sample'"
        )
        assert await cursor.fetchall() == [(True,)]


async def test_tiktoks_own_address_of_a_video_is_kept_and_told_once(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    theo = await connect("theo", (*SCOPES, "video.list"))
    [video_id] = await sandbox.posted("theo", 1)
    post_id = await public_post(parts, theo, video_id)

    for _ in range(2):
        await Agents(parts, EVERY_TIME).obey(SampleMetrics(account_id=theo.account_id))
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE post_visibility SET last_totals = '{0,0,0,-1}'")
    await Agents(parts, EVERY_TIME).obey(SampleMetrics(account_id=theo.account_id))

    first, second = await bodies(parts, MetricsSampled)
    assert first.link.endswith(f"/video/{video_id}")
    assert second.link == ""
    view = await PostQueries(parts.pool).require(str(post_id), theo.user_id)
    assert view.links == {video_id: first.link}
