"""Repository: media of all accounts. Their events are written here only.

The caller holds the account's inbox lock, as for comments.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.rows import class_row

from accounts.store import OAuthAccount
from common.outbox import Outbox
from common.postgres import Connection
from contracts.instagram.media import (
    InsightsNotSupported,
    InsightsSampled,
    MediaGone,
    MediaObserved,
    MediumEvent,
    StoryInsightsReceived,
)
from instagram.comments.commented_media import CommentedMedia
from instagram.watching.medium import STORY, Known, digest_of, has_new_comments, numbers_digest
from platforms.instagram.media import Media
from platforms.instagram.webhooks import StoryInsightsValue

FIELDS = ", ".join(Known.__dataclass_fields__)
KEEP = """
INSERT INTO media (account_id, media_id, user_id, post_id, media_type, product_type, digest,
    created_at, comments_count, seen_at)
VALUES (%(account)s, %(media)s, %(user)s, %(post)s, %(type)s, %(product)s, %(digest)s,
    %(created_at)s, %(comments)s, %(at)s)
ON CONFLICT (account_id, media_id) DO UPDATE SET post_id = excluded.post_id,
    media_type = excluded.media_type, product_type = excluded.product_type,
    digest = excluded.digest, created_at = excluded.created_at,
    comments_count = coalesce(excluded.comments_count, media.comments_count),
    seen_at = excluded.seen_at, gone_at = NULL
"""
STORY_NUMBERS = ("exits", "replies", "reach", "taps_forward", "taps_back", "impressions")


class MediaStore:
    """Media kept in PostgreSQL; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection, outbox: Outbox) -> None:
        self._connection, self._outbox = connection, outbox

    async def known(self, account_id: UUID) -> list[Known]:
        """Give all media of an account that are still there."""
        return await self._all("account_id = %s AND gone_at IS NULL", account_id)

    async def find(self, account_id: UUID, media_id: str) -> Known | None:
        """Look at one."""
        found = await self._all("(account_id, media_id) = (%s, %s)", account_id, media_id)
        return found[0] if found else None

    async def observe(
        self, account: OAuthAccount, media: Media, at: datetime, read_after: timedelta | None
    ) -> bool:
        """Keep a listed medium, and tell of it where something of it is news.

        Gives whether it is new itself. Where its number of comments has changed, these are read
        after this time; not at all where it is None.
        """
        known = await self.find(account.account_id, media.id)
        post_id = await self._post_of(account.account_id, media.id)
        digest = digest_of(media, post_id)
        await self._connection.execute(
            KEEP,
            {
                "account": account.account_id,
                "media": media.id,
                "user": account.user_id,
                "post": post_id,
                "type": media.media_type,
                "product": media.media_product_type,
                "digest": digest,
                "created_at": media.timestamp,
                "comments": media.comments_count,
                "at": at,
            },
        )
        if known is None or known.digest != digest or known.gone_at:
            await self._tell(observed(account, media, post_id, at))
        if read_after is not None and has_new_comments(known, media):
            commented = CommentedMedia(self._connection)
            await commented.read_after(account.account_id, media.id, read_after)
        return known is None

    async def end(self, account: OAuthAccount, media_ids: Sequence[str], at: datetime) -> None:
        """Keep that these are listed no more, and tell it."""
        for media_id in sorted(media_ids):
            cursor = await self._connection.execute(
                "UPDATE media SET gone_at = %s, comments_due_at = NULL"
                " WHERE (account_id, media_id) = (%s, %s) AND gone_at IS NULL",
                (at, account.account_id, media_id),
            )
            if cursor.rowcount:
                event = MediaGone(
                    account_id=account.account_id,
                    user_id=account.user_id,
                    media_id=media_id,
                    observed_at=at,
                )
                await self._tell(event)

    async def sample(
        self,
        account: OAuthAccount,
        known: Known,
        metrics: Mapping[str, float | None],
        refused: Sequence[str],
        at: datetime,
    ) -> None:
        """Keep a medium's numbers, and tell those that are news; none at all are no sample."""
        before = await self.find(account.account_id, known.media_id) or known
        digest = numbers_digest(metrics) if metrics else before.sample_digest
        await self._connection.execute(
            "UPDATE media SET sampled_at = %s, sample_digest = %s, refused_metrics = %s"
            " WHERE (account_id, media_id) = (%s, %s)",
            (at, digest, list(refused), account.account_id, known.media_id),
        )
        if digest != before.sample_digest:
            event = InsightsSampled(
                account_id=account.account_id,
                user_id=account.user_id,
                media_id=known.media_id,
                product_type=known.product_type,
                metrics=dict(metrics),
                observed_at=at,
            )
            await self._tell(event)

    async def has_none(self, account: OAuthAccount, media_id: str, code: str, at: datetime) -> None:
        """Keep that a medium has no numbers, for ever, and tell it once."""
        cursor = await self._connection.execute(
            "UPDATE media SET has_no_insights = true, sampled_at = %s"
            " WHERE (account_id, media_id) = (%s, %s) AND NOT has_no_insights",
            (at, account.account_id, media_id),
        )
        if cursor.rowcount:
            event = InsightsNotSupported(
                account_id=account.account_id,
                user_id=account.user_id,
                media_id=media_id,
                code=code,
                observed_at=at,
            )
            await self._tell(event)

    async def end_story(
        self, account: OAuthAccount, told: StoryInsightsValue, at: datetime
    ) -> None:
        """Tell the last numbers of a story, which need not have been listed; -1 is not told."""
        await self._connection.execute(
            "INSERT INTO media (account_id, media_id, user_id, product_type, gone_at)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (account.account_id, told.media_id, account.user_id, STORY, at),
        )
        numbers: dict[str, int] = {name: getattr(told, name) for name in STORY_NUMBERS}
        event = StoryInsightsReceived(
            account_id=account.account_id,
            user_id=account.user_id,
            media_id=told.media_id,
            metrics={name: None if n < 0 else n for name, n in numbers.items()},
            observed_at=at,
        )
        await self._tell(event)

    async def _tell(self, event: MediumEvent) -> None:
        cursor = await self._connection.execute(
            "UPDATE media SET sequence = sequence + 1 WHERE (account_id, media_id) = (%s, %s)"
            " RETURNING sequence",
            (event.account_id, event.media_id),
        )
        [sequence] = await cursor.fetchone() or (1,)
        await self._outbox.append(self._connection, event, sequence)

    async def _post_of(self, account_id: UUID, media_id: str) -> UUID | None:
        cursor = await self._connection.execute(
            "SELECT post_id FROM posts WHERE (account_id, media_id) = (%s, %s)",
            (account_id, media_id),
        )
        found = await cursor.fetchone()
        return found[0] if found else None

    async def _all(self, condition: str, *values: object) -> list[Known]:
        async with self._connection.cursor(row_factory=class_row(Known)) as cursor:
            await cursor.execute(f"SELECT {FIELDS} FROM media WHERE {condition}", values)
            return await cursor.fetchall()


def observed(
    account: OAuthAccount, media: Media, post_id: UUID | None, at: datetime
) -> MediaObserved:
    """Tell all that is known of a listed medium."""
    return MediaObserved(
        account_id=account.account_id,
        user_id=account.user_id,
        media_id=media.id,
        post_id=post_id,
        media_type=media.media_type,
        product_type=media.media_product_type,
        caption=media.caption,
        permalink=media.permalink,
        alt_text=media.alt_text,
        created_at=media.timestamp,
        like_count=media.like_count,
        comments_count=media.comments_count,
        observed_at=at,
    )
