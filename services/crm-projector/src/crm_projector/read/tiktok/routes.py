"""The operations of TikTok posts."""

from common.endpoints import Endpoint, SignedIn
from common.errors import InvalidRequest, NotFound
from crm_projector.read.tiktok import handlers
from crm_projector.read.tiktok.queries import ForeignVideosQuery, PostsQuery
from crm_projector.read.tiktok.views import ForeignVideos, PostDetail, Posts, WebhookTests

REFUSALS = (NotFound, InvalidRequest)
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        "/api/crm/tiktok/posts",
        SignedIn(handlers.list_posts),
        {200: Posts},
        query=PostsQuery,
        refusals=REFUSALS,
    ),
    Endpoint(
        "GET",
        "/api/crm/tiktok/posts/{post_id}",
        SignedIn(handlers.show_post),
        {200: PostDetail},
        refusals=(NotFound,),
    ),
    Endpoint(
        "GET",
        "/api/crm/tiktok/foreign-videos",
        SignedIn(handlers.list_foreign_videos),
        {200: ForeignVideos},
        query=ForeignVideosQuery,
        refusals=REFUSALS,
    ),
    Endpoint(
        "GET",
        "/api/crm/tiktok/webhook-tests",
        SignedIn(handlers.list_webhook_tests),
        {200: WebhookTests},
    ),
)
