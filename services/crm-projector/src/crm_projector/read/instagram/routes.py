"""The operations of Instagram."""

from common.endpoints import Endpoint, SignedIn
from common.errors import InvalidRequest, NotFound
from crm_projector.read.instagram import handlers
from crm_projector.read.instagram.inbox.routes import ENDPOINTS as INBOX
from crm_projector.read.instagram.queries import (
    AccountInsightsQuery,
    CommentsQuery,
    InstagramPostsQuery,
    MediaQuery,
    MentionsQuery,
)
from crm_projector.read.instagram.views import (
    AccountInsights,
    Comments,
    InstagramAccounts,
    InstagramPostDetail,
    InstagramPosts,
    InstagramWebhookTests,
    Media,
    Mentions,
)

REFUSALS = (NotFound, InvalidRequest)
ROOT = "/api/crm/instagram"
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        f"{ROOT}/accounts",
        SignedIn(handlers.list_instagram_accounts),
        {200: InstagramAccounts},
    ),
    Endpoint(
        "GET",
        f"{ROOT}/posts",
        SignedIn(handlers.list_instagram_posts),
        {200: InstagramPosts},
        query=InstagramPostsQuery,
        refusals=REFUSALS,
    ),
    Endpoint(
        "GET",
        f"{ROOT}/posts/{{post_id}}",
        SignedIn(handlers.show_instagram_post),
        {200: InstagramPostDetail},
        refusals=(NotFound,),
    ),
    Endpoint(
        "GET",
        f"{ROOT}/media",
        SignedIn(handlers.list_media),
        {200: Media},
        query=MediaQuery,
        refusals=REFUSALS,
    ),
    Endpoint(
        "GET",
        f"{ROOT}/comments",
        SignedIn(handlers.list_comments),
        {200: Comments},
        query=CommentsQuery,
        refusals=REFUSALS,
    ),
    Endpoint(
        "GET",
        f"{ROOT}/mentions",
        SignedIn(handlers.list_mentions),
        {200: Mentions},
        query=MentionsQuery,
        refusals=REFUSALS,
    ),
    Endpoint(
        "GET",
        f"{ROOT}/account-insights",
        SignedIn(handlers.list_account_insights),
        {200: AccountInsights},
        query=AccountInsightsQuery,
        refusals=REFUSALS,
    ),
    Endpoint(
        "GET",
        f"{ROOT}/webhook-tests",
        SignedIn(handlers.list_instagram_webhook_tests),
        {200: InstagramWebhookTests},
    ),
    *INBOX,
)
