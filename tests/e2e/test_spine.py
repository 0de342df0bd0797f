"""The whole path, from sign-up to CRM: what the demonstration's journey left behind."""

import subprocess
import sys
from pathlib import Path

import crm
import demo
import pytest
from rows import select
from told import Told

pytestmark = pytest.mark.asyncio(loop_scope="session")
DEMO = Path(demo.__file__)


async def test_every_step_of_the_journey_was_seen(told: Told) -> None:
    steps = [int(line.split()[0]) for line in told.lines if line[0].isdigit()]

    assert steps == list(range(1, 11))


async def test_tiktok_has_every_byte_in_chunks_of_its_own_size(told: Told) -> None:
    known = await told.visitor.control.publish(told.story.post.publish_id)

    assert known["sha256"] == told.story.post.uploaded.sha256
    assert known["uploaded_bytes"] == known["video_size"] == 70_000_007
    assert known["chunk_sizes"] == [10_000_000] * 6 + [10_000_007]


async def test_a_cut_connection_costs_no_chunk_that_tiktok_has(told: Told) -> None:
    publish_id = told.story.post.publish_id
    puts = await told.visitor.control.requests(path="/video/", publish_id=publish_id)

    assert 30_000_000 <= told.story.post.uploaded.resumed_at < 40_000_000
    assert [put["status"] for put in puts] == [206] * 6 + [201]


async def test_each_video_was_announced_to_tiktok_once(told: Told) -> None:
    for post in (told.story.post, told.story.small):
        inits = await told.visitor.control.requests(
            path="/v2/post/publish/video/init/", publish_id=post.publish_id
        )

        assert [init["status"] for init in inits] == [200]


async def test_the_story_of_the_post_is_told_once_and_in_order(told: Told) -> None:
    post = told.story.post
    records = told.find("tiktok.posts.v1")
    kinds = [record.kind for record in records if record.json()["post_id"] == post.post_id]
    sent = ["PostRequested", "InitAttempted", "InitAccepted", "UploadCompleted"]

    assert kinds[:4] == sent
    assert set(kinds[4:]) - {"StatusObserved", "MetricsSampled"} == {
        "PostBecamePublic",
        "PostPublished",
    }
    assert len(kinds) == len(set(kinds))


async def test_two_webhooks_sent_twice_out_of_order_are_two_rows(told: Told) -> None:
    rows = await crm.webhook_rows(told.visitor.browser, told.story.post)

    events = {"post.publish.complete", "post.publish.publicly_available"}
    assert {row["event"] for row in rows} == events
    assert len(rows) == 2
    assert {row["verdict"] for row in rows} == {"verified"}


async def test_the_public_post_id_is_tiktoks_to_the_last_digit(told: Told) -> None:
    known = await told.visitor.control.publish(told.story.post.publish_id)
    row = await crm.wait_for_post(told.visitor.browser, told.story.post, public=True)
    status = await told.visitor.browser.get(f"/api/tiktok/status/{told.story.post.post_id}")

    assert row["post_ids"] == status.json()["post_ids"] == known["post_ids"]


async def test_one_call_refreshed_the_token_before_its_end(told: Told) -> None:
    refreshed = told.story.refreshed
    row = await crm.account_row(told.visitor.browser, told.story.account)
    [kept] = await select(
        told.visitor.addresses.postgres,
        "SELECT token_version, expires_at FROM tiktok.oauth_accounts WHERE account_id = %s",
        told.story.account.account_id,
    )

    assert refreshed.at < refreshed.old_expiry < refreshed.new_expiry
    assert refreshed.calls == 1
    assert row is not None
    assert row["status"] == "CONNECTED"
    assert kept == {"token_version": refreshed.token_version, "expires_at": refreshed.new_expiry}


async def test_the_demonstration_says_in_one_line_what_it_cannot_reach() -> None:
    environment = {
        "GATEWAY_URL": "http://127.0.0.1:1",
        "SANDBOX_URL": "http://127.0.0.1:1",
        "SANDBOX_INSTAGRAM_URL": "http://127.0.0.1:1",
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "POSTGRES_URL": "postgresql://127.0.0.1:1/postlog",
    }
    command = [sys.executable, str(DEMO)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("demo: ")
