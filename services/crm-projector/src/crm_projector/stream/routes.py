"""The operation of the live stream."""

from common.endpoints import Endpoint, Header, SignedIn
from common.errors import InvalidRequest, RateLimited, Unavailable
from crm_projector.stream import handlers, server_sent

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        "/api/crm/stream",
        SignedIn(handlers.stream_changes),
        {200: None},
        query=handlers.StreamQuery,
        headers=(Header(handlers.LAST_EVENT_ID, "The id of the last event heard."),),
        refusals=(InvalidRequest, RateLimited, Unavailable),
        media_type=server_sent.MEDIA_TYPE,
    ),
)
