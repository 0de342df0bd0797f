"""What a post and an account have come to, in every place that knows of them.

What is new in each run (ids, times) is compared between the places and left out, so that the rows
of two runs can be compared with each other.
"""

from collections import defaultdict
from dataclasses import dataclass

from control import Control, Json
from journey import Account
from log import Record, everything
from persistence import Started
from rows import select
from waiting import until

SETTLED_SECONDS = 90.0
INIT = "/v2/post/publish/video/init/"
PROVIDER_ROW = """
SELECT p.status, p.fail_reason, has_conflict, p.publish_id, user_id::text, sequence,
    confirmed_chunks AS chunks, chunk_in_flight AS in_flight,
    ARRAY(SELECT outcome FROM tiktok.publish_attempts a WHERE a.post_id = p.post_id) AS attempts,
    ARRAY(SELECT platform_post_id FROM tiktok.post_visibility v
        WHERE v.post_id = p.post_id AND is_public) AS public_ids
FROM tiktok.posts p LEFT JOIN tiktok.upload_sessions USING (post_id)
WHERE p.post_id::text = %s
"""
CRM_ROW = """
SELECT status, fail_reason, publish_id, user_id::text, sequence, title, privacy_level, video_size,
    ARRAY(SELECT platform_post_id FROM crm.tiktok_public_ids v
        WHERE v.post_id = p.post_id AND is_public) AS public_ids,
    ARRAY(SELECT event FROM crm.webhook_events w
        WHERE w.publish_id = p.publish_id ORDER BY 1) AS webhooks,
    ARRAY(SELECT type FROM crm.account_events e
        WHERE e.subject = p.post_id::text
          AND type NOT LIKE ALL (ARRAY['%%StatusObserved%%', '%%MetricsSampled%%'])
        ORDER BY 1) AS story
FROM crm.tiktok_posts p WHERE post_id::text = %s
"""
ACCOUNT_ROWS = """
SELECT 'auth' AS place, verdict AS status, reason, user_id::text
FROM auth.accounts WHERE account_id::text = %s
UNION ALL SELECT 'tiktok', status, reason, user_id::text
FROM tiktok.oauth_accounts WHERE account_id::text = %s
UNION ALL SELECT 'crm', status, reason, user_id::text
FROM crm.oauth_accounts WHERE account_id::text = %s
"""


async def wait_until_settled(postgres: str, post: Started, *, public: bool = True) -> None:
    """Wait for the last word about a post, without asking for it: webhooks and timers bring it."""

    async def look() -> bool:
        [row] = await select(postgres, PROVIDER_ROW, post.post_id)
        return row["status"] == "PUBLISH_COMPLETE" and bool(row["public_ids"]) == public

    await until(f"PUBLISH_COMPLETE of {post.publish_id}", look, SETTLED_SECONDS)


async def post_portrait(postgres: str, control: Control, post: Started) -> Json:
    """Describe a post in the provider's rows, the CRM's rows and at TikTok, side by side."""
    provider, crm = await _rows_of(postgres, post)
    known = await control.publish(str(provider["publish_id"]))
    inits = await control.requests(path=INIT, publish_id=known["publish_id"])
    asked = (crm["title"], crm["video_size"])
    same = ("publish_id", "user_id", "status", "fail_reason", "public_ids", "sequence")
    return {
        "status": provider["status"],
        "fail_reason": provider["fail_reason"],
        "has_conflict": provider["has_conflict"],
        "attempts": provider["attempts"],
        "every chunk confirmed": provider["chunks"] == post.aim.count,
        "in flight": provider["in_flight"],
        "public ids": len(provider["public_ids"]),
        "the CRM differs in": [name for name in same if provider[name] != crm[name]],
        "the CRM has what was asked": asked == (post.title, post.video.size),
        "privacy_level": crm["privacy_level"],
        "story": crm["story"],
        "webhooks": crm["webhooks"],
        "status at TikTok": known["status"],
        "the source's bytes at TikTok": known["sha256"] == post.sha256,
        "public ids are TikTok's": provider["public_ids"] == known["post_ids"],
        "inits": [init["status"] for init in inits],
    }


async def _rows_of(postgres: str, post: Started) -> tuple[Json, Json]:
    """Read both rows as they are after the same event.

    A command that waited for a server, such as one to sample numbers, may be carried out between
    the two reads, or be on its way from one row to the other: all is quiet before it, and after it.
    """

    async def look() -> tuple[Json, Json] | None:
        [provider] = await select(postgres, PROVIDER_ROW, post.post_id)
        [crm] = await select(postgres, CRM_ROW, post.post_id)
        return (provider, crm) if provider["sequence"] == crm["sequence"] else None

    return await until(f"the CRM as far as post {post.post_id}", look, SETTLED_SECONDS)


async def account_portrait(postgres: str, account: Account) -> Json:
    """Describe an account in each of the three schemas."""
    ids = (account.account_id,) * 3
    rows = await select(postgres, ACCOUNT_ROWS, *ids)
    return {
        "rows": sorted((row["place"], row["status"], row["reason"]) for row in rows),
        "owners": len({row["user_id"] for row in rows}),
    }


@dataclass(frozen=True)
class Story:
    """Every record of one aggregate, in the order of the log."""

    records: list[Record]

    @property
    def sequences(self) -> list[int]:
        """The counters as they stand in the log."""
        return [int(record.header("ce_sequence")) for record in self.records]

    def has_a_gap(self) -> bool:
        """Tell whether an event was lost: each aggregate counts from one."""
        return sorted(set(self.sequences)) != list(range(1, len(set(self.sequences)) + 1))

    def contradicts_itself(self) -> bool:
        """Tell whether two different events claim the same place in the story."""
        claims = {(record.header("ce_sequence"), record.header("ce_id")) for record in self.records}
        return len(claims) != len(set(self.sequences))


async def stories(kafka: str, account: Account) -> dict[str, Story]:
    """Give the stories of an account and its posts, by subject."""
    by_subject: defaultdict[str, list[Record]] = defaultdict(list)
    for record in await everything(kafka, "accounts.v1", "tiktok.posts.v1"):
        if record.key == account.account_id.encode():
            by_subject[record.header("ce_subject")].append(record)
    return {subject: Story(records) for subject, records in by_subject.items()}


def wrong_stories(told: dict[str, Story]) -> dict[str, list[int]]:
    """Give the stories in which something is missing or said twice differently."""
    return {
        subject: story.sequences
        for subject, story in told.items()
        if story.has_a_gap() or story.contradicts_itself()
    }
