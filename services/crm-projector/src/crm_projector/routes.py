"""Every operation of the API: who may use it, what it takes and what it gives."""

from common.endpoints import Endpoint, Header, SignedIn
from common.errors import InvalidRequest, NotFound, RateLimited, Unavailable
from crm_projector import handlers, post_handlers, server_sent, stream_handlers
from crm_projector.post_views import DailyInsights, ForeignVideos, Insights, PostDetail, Posts
from crm_projector.queries import (
    DailyQuery,
    ForeignVideosQuery,
    InsightsQuery,
    PostsQuery,
    StreamQuery,
    TimelineQuery,
    WebhookEventsQuery,
)
from crm_projector.views import Accounts, Timeline, WebhookEvents

REFUSALS = (NotFound, InvalidRequest)
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/api/crm/accounts", SignedIn(handlers.list_accounts), {200: Accounts}),
    Endpoint(
        "GET",
        "/api/crm/accounts/{account_id}/timeline",
        SignedIn(handlers.show_timeline),
        {200: Timeline},
        query=TimelineQuery,
        refusals=REFUSALS,
    ),
    Endpoint(
        "GET",
        "/api/crm/tiktok/posts",
        SignedIn(post_handlers.list_posts),
        {200: Posts},
        query=PostsQuery,
        refusals=REFUSALS,
    ),
    Endpoint(
        "GET",
        "/api/crm/tiktok/posts/{post_id}",
        SignedIn(post_handlers.show_post),
        {200: PostDetail},
        refusals=(NotFound,),
    ),
    Endpoint(
        "GET",
        "/api/crm/tiktok/foreign-videos",
        SignedIn(post_handlers.list_foreign_videos),
        {200: ForeignVideos},
        query=ForeignVideosQuery,
        refusals=REFUSALS,
    ),
    Endpoint(
        "GET",
        "/api/crm/insights",
        SignedIn(post_handlers.list_insights),
        {200: Insights},
        query=InsightsQuery,
        refusals=REFUSALS,
    ),
    Endpoint(
        "GET",
        "/api/crm/insights/daily",
        SignedIn(post_handlers.list_daily_insights),
        {200: DailyInsights},
        query=DailyQuery,
        refusals=REFUSALS,
    ),
    Endpoint(
        "GET",
        "/api/crm/webhook-events",
        SignedIn(handlers.list_webhook_events),
        {200: WebhookEvents},
        query=WebhookEventsQuery,
        refusals=REFUSALS,
    ),
    Endpoint(
        "GET",
        "/api/crm/stream",
        SignedIn(stream_handlers.stream_changes),
        {200: None},
        query=StreamQuery,
        headers=(Header(stream_handlers.LAST_EVENT_ID, "The id of the last event heard."),),
        refusals=(InvalidRequest, RateLimited, Unavailable),
        media_type=server_sent.MEDIA_TYPE,
    ),
)
