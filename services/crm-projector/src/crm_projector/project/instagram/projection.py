"""The topics, tables and event types of Instagram."""

from contracts.instagram.base import InstagramEvent
from contracts.instagram.comments import (
    CommentEvent,
    MentionReceived,
    ReplyEvent,
    WebhookUnmatched,
)
from contracts.instagram.events import EVENTS
from contracts.instagram.media import (
    AccountInsightsSampled,
    InsightsSampled,
    MediumEvent,
    PageObserved,
)
from contracts.instagram.posts import PostEvent
from crm_projector.project.instagram import accounts, comments, media, posts, replies, webhooks
from crm_projector.project.instagram.tables import TABLES
from crm_projector.project.projection import PlatformProjection, RowsOf

OF_A_KIND: tuple[tuple[type[InstagramEvent], RowsOf], ...] = (
    (PostEvent, posts.rows),
    (MediumEvent, media.rows),
    (CommentEvent, comments.rows),
    (ReplyEvent, replies.rows),
)

PROJECTION = PlatformProjection(
    topics=(InstagramEvent.TOPIC, f"webhooks.{webhooks.PROVIDER}.v1"),
    tables=TABLES,
    events=EVENTS,
    rows={
        **{event: rows for kind, rows in OF_A_KIND for event in EVENTS if issubclass(event, kind)},
        PageObserved: accounts.page_rows,
        AccountInsightsSampled: accounts.sample_rows,
        MentionReceived: comments.mention_rows,
        WebhookUnmatched: webhooks.rows,
    },
    samples=frozenset({InsightsSampled, AccountInsightsSampled}),
)
