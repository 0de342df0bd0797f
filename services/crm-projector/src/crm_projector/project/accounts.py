"""What the events of an account say about its rows."""

from collections.abc import Iterator

from common.event import Delivered
from contracts.accounts import (
    AccountConnected,
    AccountDisconnected,
    AccountEvent,
    AccountRefreshed,
    AuthorizationRemovedObserved,
    GrantRefused,
    ProfileObserved,
    ReauthorizationRequired,
)
from crm_projector.project.log_position import position_of, sequence_of
from crm_projector.project.registers import Register, Values, Written
from crm_projector.project.tables import (
    ACCOUNT_GRANT,
    ACCOUNT_HOLDERS,
    ACCOUNT_LATEST,
    ACCOUNT_NAME,
    ACCOUNT_REMOVAL,
    ACCOUNT_STATUS,
    ACCOUNT_TOKENS,
    HELD,
    OAUTH_ACCOUNTS,
)


def rows(delivered: Delivered, event: AccountEvent) -> Iterator[Written]:
    """Give the account's row, and where a grant was taken over, the row of its holder."""
    position, sequence = position_of(delivered), sequence_of(delivered)
    at = delivered.envelope.time
    latest: Values = (event.provider, event.user_id, at, *position)
    values: dict[Register, Values] = {ACCOUNT_LATEST: latest, **_values(event)}
    yield Written(OAUTH_ACCOUNTS, (event.account_id,), sequence, values)
    # An event that has lost its personal fields names no holder.
    if isinstance(event, AccountConnected) and event.platform_user_id:
        key = (event.provider, event.platform_user_id, event.granted_at, event.account_id)
        held: Values = (event.user_id, at, *position)
        yield Written(ACCOUNT_HOLDERS, key, sequence, {HELD: held})


def _values(event: AccountEvent) -> dict[Register, Values]:
    """Give the registers beside the latest that the event writes.

    A failed refresh and a removal that is only claimed change no status: the account works until
    the platform refuses its token, and that is an event of its own.
    """
    match event:
        case AccountConnected():
            return _connected(event)
        case AccountRefreshed():
            return {
                ACCOUNT_STATUS: ("CONNECTED", None),
                ACCOUNT_TOKENS: (event.expires_at, event.refresh_expires_at),
            }
        case ProfileObserved():
            return {ACCOUNT_NAME: (event.display_name, event.username, event.avatar_url)}
        case AuthorizationRemovedObserved():
            return {ACCOUNT_REMOVAL: (event.effect, event.observed_at)}
        case GrantRefused():
            return {ACCOUNT_STATUS: ("REFUSED", event.reason)}
        case ReauthorizationRequired():
            return {ACCOUNT_STATUS: ("REAUTHORIZATION_REQUIRED", event.reason)}
        case AccountDisconnected():
            return {
                ACCOUNT_STATUS: ("DISCONNECTED", event.reason),
                ACCOUNT_TOKENS: (None, None),
            }
    return {}


def _connected(event: AccountConnected) -> dict[Register, Values]:
    return {
        ACCOUNT_GRANT: (event.platform_user_id, event.scopes, event.granted_at),
        ACCOUNT_NAME: (event.display_name, event.username, event.avatar_url),
        ACCOUNT_REMOVAL: (None, None),
        ACCOUNT_STATUS: ("CONNECTED", None),
        ACCOUNT_TOKENS: (event.expires_at, event.refresh_expires_at),
    }
