"""Every operation of the API, each with who may use it."""

from collections.abc import Iterable

from auth.accounts import handlers as accounts
from auth.connect.api import choice_handlers as choices
from auth.connect.api import handlers as connect
from auth.connect.api import host_handlers as connections
from auth.connect.api import outcome_handlers as outcomes
from auth.connect.api import withdrawal_handlers as withdrawals
from auth.connect.api.policy import FromPlatform, RecentPage, Signed
from auth.connect.registered import PLATFORMS
from auth.drafts import handlers as drafts
from auth.errors import (
    AccountUnusable,
    ChoiceNeeded,
    ConnectionUnknown,
    EmailTaken,
    ForeignState,
    LinkRefused,
    NotConnected,
    ResetRefused,
    ReturnUrlRefused,
    StateRefused,
    TooManyDrafts,
    WrongCredentials,
    WrongPassword,
)
from auth.hosts import handlers as hosts
from auth.hosts import own_keys
from auth.hosts.policy import WithApiKey
from auth.notices import handlers as notices
from auth.person import erasing_handlers as erasing
from auth.person import export
from auth.person import handlers as person
from auth.platform import Platform
from auth.sign_in import handlers as sign_in
from auth.sign_in.policy import Public, Recent, SignedIn
from common.endpoints import Anyone, Endpoint
from common.errors import Forbidden, InvalidRequest, NotFound, NotSignedIn, RateLimited
from platforms.signatures import InvalidSignature, StaleSignature

SIGN_IN = (
    Endpoint(
        "POST",
        "/api/auth/register",
        Public(sign_in.register),
        {201: sign_in.SessionView},
        body=sign_in.NewUser,
        refusals=(EmailTaken, InvalidRequest, RateLimited),
    ),
    Endpoint(
        "POST",
        "/api/auth/login",
        Public(sign_in.login),
        {200: sign_in.SessionView},
        body=sign_in.Credentials,
        refusals=(WrongCredentials, InvalidRequest, RateLimited),
    ),
    Endpoint(
        "POST",
        "/api/auth/refresh",
        Recent(sign_in.refresh),
        {200: sign_in.SessionView},
        refusals=(NotSignedIn, Forbidden),
    ),
    Endpoint(
        "POST",
        "/api/auth/logout",
        Recent(sign_in.logout),
        {204: None},
        refusals=(NotSignedIn, Forbidden),
    ),
    Endpoint(
        "GET",
        "/api/auth/session",
        Recent(sign_in.show_session),
        {200: sign_in.SessionView},
        refusals=(NotSignedIn,),
    ),
)
PERSON = (
    Endpoint(
        "POST",
        "/api/auth/me/password",
        SignedIn(person.change_password),
        {204: None},
        body=person.PasswordChange,
        refusals=(NotSignedIn, Forbidden, InvalidRequest, WrongPassword, RateLimited),
    ),
    Endpoint(
        "POST",
        "/api/auth/password-resets",
        Public(person.ask_for_link),
        {202: None},
        body=person.WantedLink,
        refusals=(InvalidRequest, RateLimited),
    ),
    Endpoint(
        "POST",
        "/api/auth/password-resets/confirm",
        Public(person.choose_password),
        {204: None},
        body=person.ChosenPassword,
        refusals=(InvalidRequest, ResetRefused),
    ),
    Endpoint(
        "GET",
        "/api/auth/me/sessions",
        SignedIn(person.list_own_sessions),
        {200: person.OwnSessionList},
        refusals=(NotSignedIn, Forbidden),
    ),
    Endpoint(
        "DELETE",
        "/api/auth/me/sessions",
        SignedIn(person.end_own_sessions),
        {204: None},
        refusals=(NotSignedIn, Forbidden),
    ),
    Endpoint(
        "DELETE",
        "/api/auth/me/sessions/{session_id}",
        SignedIn(person.end_own_session),
        {204: None},
        refusals=(NotSignedIn, Forbidden, NotFound),
    ),
    Endpoint(
        "DELETE",
        "/api/auth/me",
        SignedIn(erasing.delete_own_account),
        {202: erasing.ErasureView},
        body=erasing.DeletionWish,
        refusals=(NotSignedIn, Forbidden, InvalidRequest, WrongPassword, RateLimited),
    ),
    Endpoint(
        "GET",
        "/api/auth/erasures/{code}",
        Anyone(erasing.show_erasure),
        {200: erasing.ErasureView},
        refusals=(NotFound,),
    ),
    Endpoint(
        "GET",
        "/api/auth/me/export",
        SignedIn(export.export_own_data),
        {200: export.Export},
        refusals=(NotSignedIn, Forbidden),
    ),
    Endpoint(
        "GET",
        "/api/auth/me/tenants",
        SignedIn(own_keys.list_own_tenants),
        {200: own_keys.TenantList},
        refusals=(NotSignedIn,),
    ),
    Endpoint(
        "POST",
        "/api/auth/me/tenants/{tenant_id}/api-keys",
        SignedIn(own_keys.make_api_key),
        {201: own_keys.NewKey},
        refusals=(NotSignedIn, Forbidden, NotFound),
    ),
    Endpoint(
        "DELETE",
        "/api/auth/me/tenants/{tenant_id}/api-keys/{key_id}",
        SignedIn(own_keys.revoke_api_key),
        {204: None},
        refusals=(NotSignedIn, Forbidden, NotFound),
    ),
)
OUTCOMES = (
    Endpoint(
        "GET",
        "/api/auth/outcomes/{code}",
        FromPlatform(outcomes.show_outcome),
        {200: outcomes.OutcomeView},
        query=outcomes.OutcomeQuery,
        refusals=(NotFound, NotSignedIn, InvalidRequest),
    ),
)
DELETIONS = (
    Endpoint(
        "GET",
        "/api/auth/data-deletions/{code}",
        Anyone(withdrawals.show_deletion),
        {200: withdrawals.DeletionView},
        refusals=(NotFound,),
    ),
)
HOSTS = (
    Endpoint(
        "POST",
        "/api/auth/connect-tokens",
        WithApiKey(hosts.create_connect_token),
        {201: hosts.ConnectToken},
        body=hosts.WantedToken,
        refusals=(NotSignedIn, Forbidden, InvalidRequest, RateLimited),
    ),
    Endpoint(
        "POST",
        "/api/auth/{provider}/connections",
        SignedIn(connections.create_connection),
        {201: connections.Connection},
        body=connections.WantedConnection,
        refusals=(NotSignedIn, Forbidden, NotFound, ReturnUrlRefused, RateLimited),
    ),
    Endpoint(
        "GET",
        "/api/auth/connections/{connection_id}/authorize",
        FromPlatform(connections.open_connection),
        {302: None, 303: None},
        query=connections.Link,
        refusals=(LinkRefused,),
    ),
    Endpoint(
        "POST",
        "/api/auth/connections/{connection_id}/confirm",
        WithApiKey(connections.confirm_connection),
        {200: connections.Confirmed},
        body=connections.Confirmation,
        refusals=(NotSignedIn, Forbidden, InvalidRequest, ConnectionUnknown, ChoiceNeeded),
    ),
)
CHOICES = (
    Endpoint(
        "GET",
        "/api/auth/connections/{connection_id}",
        SignedIn(choices.show_choice),
        {200: choices.ChoiceView},
        query=choices.ChoiceQuery,
        refusals=(NotSignedIn, Forbidden, InvalidRequest, ConnectionUnknown),
    ),
    Endpoint(
        "POST",
        "/api/auth/connections/{connection_id}/choose",
        SignedIn(choices.choose_account),
        {200: choices.Chosen},
        body=choices.Choice,
        refusals=(NotSignedIn, Forbidden, InvalidRequest, ConnectionUnknown, AccountUnusable),
    ),
)
ACCOUNTS = (
    Endpoint(
        "GET",
        "/api/auth/accounts",
        SignedIn(accounts.list_accounts),
        {200: accounts.AccountList},
        refusals=(NotSignedIn,),
    ),
    Endpoint(
        "GET",
        "/api/auth/accounts/{account_id}",
        SignedIn(accounts.show_account),
        {200: accounts.AccountView},
        refusals=(NotSignedIn, NotFound),
    ),
    Endpoint(
        "DELETE",
        "/api/auth/accounts/{account_id}",
        SignedIn(accounts.end_account),
        {202: accounts.AccountView},
        refusals=(NotSignedIn, Forbidden, NotFound, NotConnected),
    ),
)
NOTICES = (
    Endpoint(
        "GET",
        "/api/auth/notices",
        SignedIn(notices.list_notices),
        {200: notices.NoticeList},
        query=notices.NoticePage,
        refusals=(NotSignedIn, InvalidRequest),
    ),
    Endpoint(
        "POST",
        "/api/auth/notices/{notice_id}/read",
        SignedIn(notices.read_notice),
        {200: notices.NoticeView},
        refusals=(NotSignedIn, Forbidden, NotFound),
    ),
)
DRAFTS = (
    Endpoint(
        "GET",
        "/api/auth/me/drafts",
        SignedIn(drafts.list_drafts),
        {200: drafts.DraftList},
        refusals=(NotSignedIn,),
    ),
    Endpoint(
        "GET",
        "/api/auth/me/drafts/{draft_id}",
        SignedIn(drafts.show_draft),
        {200: drafts.DraftView},
        refusals=(NotSignedIn, InvalidRequest, NotFound),
    ),
    Endpoint(
        "PUT",
        "/api/auth/me/drafts/{draft_id}",
        SignedIn(drafts.save_draft),
        {204: None},
        body=drafts.DraftWish,
        refusals=(NotSignedIn, Forbidden, InvalidRequest, TooManyDrafts),
    ),
    Endpoint(
        "DELETE",
        "/api/auth/me/drafts/{draft_id}",
        SignedIn(drafts.delete_draft),
        {204: None},
        refusals=(NotSignedIn, Forbidden, InvalidRequest),
    ),
)


def connecting(platform: Platform) -> tuple[Endpoint, ...]:
    """Give the two operations that connect an account of this platform."""
    path = f"/api/auth/{platform.name}"
    return (
        Endpoint(
            "GET",
            path,
            RecentPage(connect.begin(platform), platform.name),
            {302: None, 303: None},
            query=connect.BeginQuery,
            refusals=(NotSignedIn, Forbidden, NotFound, RateLimited),
        ),
        Endpoint(
            "GET",
            f"{path}/callback",
            FromPlatform(connect.finish(platform)),
            {303: None},
            query=connect.CallbackQuery,
            refusals=(StateRefused, ForeignState, LinkRefused),
        ),
    )


def withdrawing(platform: Platform) -> tuple[Endpoint, ...]:
    """Give the two operations by which this platform tells that a person withdraws, if it does."""
    if not platform.tells_withdrawals:
        return ()
    path = f"/api/auth/{platform.name}"
    return (
        Endpoint(
            "POST",
            f"{path}/deauthorize",
            Signed(withdrawals.deauthorize(platform)),
            {200: withdrawals.Heard},
            refusals=(InvalidSignature, StaleSignature),
        ),
        Endpoint(
            "POST",
            f"{path}/data-deletion",
            Signed(withdrawals.delete_data(platform)),
            {200: withdrawals.DeletionRequested},
            refusals=(InvalidSignature, StaleSignature),
        ),
    )


def endpoints(platforms: Iterable[Platform]) -> tuple[Endpoint, ...]:
    """Give all operations, where accounts of these platforms can be connected."""
    flows = (
        endpoint
        for platform in platforms
        for endpoint in (*connecting(platform), *withdrawing(platform))
    )
    return (
        *SIGN_IN,
        *PERSON,
        *flows,
        *OUTCOMES,
        *DELETIONS,
        *HOSTS,
        *CHOICES,
        *ACCOUNTS,
        *NOTICES,
        *DRAFTS,
    )


ENDPOINTS = endpoints(PLATFORMS)
