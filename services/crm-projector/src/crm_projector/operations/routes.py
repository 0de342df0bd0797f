"""The operations of operators, by HTTP."""

from common.dead_letters import NotRedrivable
from common.endpoints import Endpoint, Operator
from common.errors import Forbidden, InvalidRequest, NotFound, Unavailable
from common.publisher import NotPublished
from crm_projector.operations import handlers
from crm_projector.operations.queries import DeadLettersQuery, RedriveRequest
from crm_projector.operations.redriving import AlreadyRedriven
from crm_projector.operations.views import (
    ConsumersView,
    DeadLetterDetail,
    DeadLetters,
    DeadLetterView,
)

LETTER = "/api/crm/operations/dead-letters/{topic}/{partition}/{offset}"
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        "/api/crm/operations/dead-letters",
        Operator(handlers.list_dead_letters),
        {200: DeadLetters},
        query=DeadLettersQuery,
        refusals=(Forbidden, InvalidRequest, Unavailable),
    ),
    Endpoint(
        "GET",
        LETTER,
        Operator(handlers.show_dead_letter),
        {200: DeadLetterDetail},
        refusals=(Forbidden, NotFound, Unavailable),
    ),
    Endpoint(
        "POST",
        f"{LETTER}/redrive",
        Operator(handlers.redrive_dead_letter),
        {200: DeadLetterView},
        body=RedriveRequest,
        body_required=False,
        refusals=(
            Forbidden,
            NotFound,
            AlreadyRedriven,
            InvalidRequest,
            NotRedrivable,
            NotPublished,
            Unavailable,
        ),
    ),
    Endpoint(
        "GET",
        "/api/crm/operations/consumers",
        Operator(handlers.list_consumers),
        {200: ConsumersView},
        refusals=(Forbidden, Unavailable),
    ),
)
