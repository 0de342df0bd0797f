"""The topics, tables and event types of TikTok."""

from contracts.tiktok.events import (
    EVENTS,
    ForeignVideoFound,
    MetricsSampled,
    PostEvent,
    WebhookUnmatched,
)
from crm_projector.project.projection import PlatformProjection
from crm_projector.project.tiktok import foreign_videos, posts, webhooks
from crm_projector.project.tiktok.tables import TABLES

PROJECTION = PlatformProjection(
    topics=(PostEvent.TOPIC, f"webhooks.{webhooks.PROVIDER}.v1"),
    tables=TABLES,
    events=EVENTS,
    rows={
        **{event: posts.rows for event in EVENTS if issubclass(event, PostEvent)},
        ForeignVideoFound: foreign_videos.rows,
        WebhookUnmatched: webhooks.rows,
    },
    samples=frozenset({MetricsSampled}),
    read_body={webhooks.PROVIDER: webhooks.with_body_read},
)
