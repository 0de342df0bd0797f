"""The operations of the inbox."""

from common.endpoints import Endpoint, SignedIn
from common.errors import InvalidRequest, NotFound
from crm_projector.read.instagram.inbox import handlers
from crm_projector.read.instagram.inbox.queries import InboxQuery
from crm_projector.read.instagram.inbox.views import Inbox, InboxCount

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        "/api/crm/instagram/inbox",
        SignedIn(handlers.list_inbox),
        {200: Inbox},
        query=InboxQuery,
        refusals=(NotFound, InvalidRequest),
    ),
    Endpoint(
        "GET",
        "/api/crm/instagram/inbox/count",
        SignedIn(handlers.count_inbox),
        {200: InboxCount},
    ),
)
