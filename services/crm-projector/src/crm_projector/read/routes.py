"""The operations that are the same for all platforms."""

from common.endpoints import Endpoint, SignedIn
from common.errors import InvalidRequest, NotFound
from crm_projector.read import handlers
from crm_projector.read.queries import (
    AllPostsQuery,
    DailyQuery,
    GainsQuery,
    InsightsQuery,
    TimelineQuery,
    WebhookEventsQuery,
)
from crm_projector.read.views import (
    Accounts,
    DailyInsights,
    Gains,
    Insights,
    PostSummaries,
    Timeline,
    WebhookEvents,
)

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
        "/api/crm/posts",
        SignedIn(handlers.list_all_posts),
        {200: PostSummaries},
        query=AllPostsQuery,
        refusals=REFUSALS,
    ),
    Endpoint(
        "GET",
        "/api/crm/insights",
        SignedIn(handlers.list_insights),
        {200: Insights},
        query=InsightsQuery,
        refusals=REFUSALS,
    ),
    Endpoint(
        "GET",
        "/api/crm/insights/daily",
        SignedIn(handlers.list_daily_insights),
        {200: DailyInsights},
        query=DailyQuery,
        refusals=REFUSALS,
    ),
    Endpoint(
        "GET",
        "/api/crm/insights/gains",
        SignedIn(handlers.list_gains),
        {200: Gains},
        query=GainsQuery,
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
)
