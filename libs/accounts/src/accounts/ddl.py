"""The tables of connected accounts, for the migrations of a provider service's schema.

A new service runs all of them in its first migration, in this order; one that has run the first
runs the later ones in its next. What has been released is never edited.
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
