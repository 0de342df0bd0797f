"""The tables of this library, for the migrations of a provider service's schema.

A new service runs `NEW_SCHEMA` in its first migration. One that has run the older statements runs
the newer ones in a later migration; what has been released is never edited.
"""

OAUTH_ACCOUNTS = """
CREATE TABLE oauth_accounts (
    account_id uuid PRIMARY KEY,
    provider text NOT NULL,
    client_key text NOT NULL,
    platform_user_id text NOT NULL,
    user_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN (
        'CONNECTED', 'CHECKING', 'REAUTHORIZATION_REQUIRED', 'DISCONNECTING', 'DISCONNECTED')),
    reason text,
    scopes text[] NOT NULL,
    display_name text NOT NULL,
    avatar_url text,
    sealed_tokens bytea,
    token_version int NOT NULL DEFAULT 0,
    issued_at timestamptz,
    expires_at timestamptz,
    refresh_expires_at timestamptz,
    granted_at timestamptz NOT NULL,
    grant_sequence bigint NOT NULL,
    sequence bigint NOT NULL DEFAULT 0,
    lease_owner uuid,
    lease_until timestamptz,
    refresh_attempted_version int,
    next_due_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX oauth_accounts_expires_at ON oauth_accounts (expires_at);
CREATE INDEX oauth_accounts_user_id ON oauth_accounts (user_id);
CREATE INDEX oauth_accounts_status ON oauth_accounts (status);
-- One owner of a platform user at a time: every status but the last holds tokens.
CREATE UNIQUE INDEX oauth_accounts_one_owner ON oauth_accounts (provider, platform_user_id)
    WHERE status <> 'DISCONNECTED';
"""


ACCOUNTS_OF_GRANTORS = """
ALTER TABLE oauth_accounts
    ADD COLUMN grantor_id text,
    ADD COLUMN failure text,
    ADD COLUMN renewal text NOT NULL DEFAULT 'rotation'
        CHECK (renewal IN ('rotation', 'extension', 'none'));
CREATE INDEX oauth_accounts_grantor ON oauth_accounts (provider, grantor_id)
    WHERE grantor_id IS NOT NULL AND status <> 'DISCONNECTED';
-- What ends and must be renewed, without the accounts that have ended.
CREATE INDEX oauth_accounts_renewed
    ON oauth_accounts (renewal, (coalesce(expires_at, refresh_expires_at)))
    WHERE status IN ('CONNECTED', 'CHECKING');
CREATE INDEX oauth_accounts_unsettled ON oauth_accounts (updated_at)
    WHERE status IN ('DISCONNECTING', 'CHECKING');
CREATE INDEX oauth_accounts_ending ON oauth_accounts (granted_at)
    WHERE status IN ('CONNECTED', 'CHECKING') AND ending_told_at IS NULL;
UPDATE oauth_accounts SET ending_told_at = NULL WHERE ending_told_at < granted_at;
"""

# `RateWindows.forget` finds by it what no window counts any more.
OLD_CALLS = "CREATE INDEX request_log_at ON request_log (at)"

EARLY_DELIVERIES = """
ALTER TABLE pending_observations ADD COLUMN target_kind text, ADD COLUMN target_id text;
UPDATE pending_observations SET target_kind = CASE WHEN publish_id IS NULL THEN 'account'
    ELSE 'post' END, target_id = coalesce(publish_id, platform_user_id);
ALTER TABLE pending_observations ALTER COLUMN target_kind SET NOT NULL,
    ALTER COLUMN target_id SET NOT NULL, DROP COLUMN publish_id;
CREATE INDEX pending_observations_target ON pending_observations (target_kind, target_id);
"""

FIRST_TURNS = """
CREATE INDEX account_work_due ON account_work (kind, next_due_at);
"""

GRANT_ENDINGS = "ALTER TABLE oauth_accounts ADD COLUMN ending_told_at timestamptz"

ACCOUNT_WORK = """
CREATE TABLE account_work (
    account_id uuid NOT NULL,
    kind text NOT NULL,
    next_due_at timestamptz NOT NULL,
    done_at timestamptz,
    PRIMARY KEY (account_id, kind)
);
"""

REFUSED_GRANTS = """
CREATE TABLE refused_grants (
    account_id uuid PRIMARY KEY,
    sequence bigint NOT NULL
);
"""

RATE_WINDOWS = """
CREATE TABLE request_log (
    account_id uuid NOT NULL,
    endpoint text NOT NULL,
    cause text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (account_id, endpoint, cause)
);
CREATE INDEX request_log_window ON request_log (account_id, endpoint, at);

CREATE TABLE endpoint_pauses (
    account_id uuid NOT NULL,
    endpoint text NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (account_id, endpoint)
);
"""

INBOX = """
CREATE TABLE pending_observations (
    external_id text PRIMARY KEY,
    platform_user_id text NOT NULL,
    target_kind text NOT NULL,
    target_id text NOT NULL,
    body bytea NOT NULL,
    received_at timestamptz NOT NULL
);
CREATE INDEX pending_observations_target ON pending_observations (target_kind, target_id);
CREATE INDEX pending_observations_user ON pending_observations (platform_user_id);
CREATE INDEX pending_observations_received ON pending_observations (received_at);

CREATE TABLE handled_webhooks (
    external_id text PRIMARY KEY,
    handled_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX handled_webhooks_at ON handled_webhooks (handled_at);
"""

TRIES_OF_TURNS = "ALTER TABLE account_work ADD COLUMN tries int NOT NULL DEFAULT 0"

USERNAMES = "ALTER TABLE oauth_accounts ADD COLUMN username text"

HOLDERS = (
    "CREATE INDEX oauth_accounts_platform_user ON oauth_accounts (platform_user_id, granted_at)"
)

NEW_SCHEMA = (
    OAUTH_ACCOUNTS,
    HOLDERS,
    GRANT_ENDINGS,
    ACCOUNTS_OF_GRANTORS,
    ACCOUNT_WORK,
    FIRST_TURNS,
    REFUSED_GRANTS,
    RATE_WINDOWS,
    OLD_CALLS,
    INBOX,
    USERNAMES,
    TRIES_OF_TURNS,
)
