"""The SQL of `OAuthAccounts`; every write names what must hold for it to change anything."""

# Unqualified: the search path is the service's schema, and its first migration runs this.
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

COLUMNS = """
    account_id, provider, client_key, platform_user_id, user_id, status, reason, scopes,
    display_name, avatar_url, sealed_tokens, token_version, issued_at, expires_at,
    refresh_expires_at, granted_at, grant_sequence, sequence, lease_owner, lease_until,
    refresh_attempted_version, next_due_at, created_at, updated_at,
    clock_timestamp() AS read_at
"""

FIND = f"SELECT {COLUMNS} FROM oauth_accounts WHERE account_id = %(account_id)s"

LOCK = f"{FIND} FOR UPDATE"

FIND_BY_USER = f"""
SELECT {COLUMNS} FROM oauth_accounts
WHERE user_id = %(user_id)s AND provider = %(provider)s
ORDER BY created_at, account_id
"""

FIND_BY_PLATFORM_USER = f"""
SELECT {COLUMNS} FROM oauth_accounts
WHERE provider = %(provider)s AND platform_user_id = %(platform_user_id)s
  AND status <> 'DISCONNECTED'
"""

# Within the last hour of a token, or the last tenth of a short life: between the beginning of that
# time and its middle, each account at a moment of its own that its id says, lest all that were
# connected together come together. The last minute is nobody's choice.
DUE = """
    expires_at - greatest(
        least(%(within)s, (expires_at - issued_at) / 10)
            * (1 - (get_byte(uuid_send(account_id), 14) * 256
                    + get_byte(uuid_send(account_id), 15)) / 131072.0),
        least(%(within)s, (expires_at - issued_at) / 10, interval '1 minute')
    )
"""

FIND_EXPIRING = f"""
SELECT {COLUMNS} FROM oauth_accounts
WHERE status IN ('CONNECTED', 'CHECKING') AND expires_at < now() + %(within)s
  AND greatest(next_due_at, {DUE}) <= now()
ORDER BY greatest(next_due_at, {DUE}), account_id
LIMIT %(limit)s
"""

CREATE = """
INSERT INTO oauth_accounts AS known (
    account_id, provider, client_key, platform_user_id, user_id, status, scopes,
    display_name, avatar_url, granted_at, grant_sequence
) VALUES (
    %(account_id)s, %(provider)s, %(client_key)s, %(platform_user_id)s, %(user_id)s, 'CONNECTED',
    %(scopes)s, %(display_name)s, %(avatar_url)s, %(granted_at)s, %(grant_sequence)s
)
ON CONFLICT (account_id) DO UPDATE SET
    status = 'CONNECTED', reason = NULL, scopes = excluded.scopes,
    display_name = excluded.display_name, avatar_url = excluded.avatar_url,
    granted_at = excluded.granted_at, grant_sequence = excluded.grant_sequence,
    next_due_at = NULL, updated_at = now()
WHERE known.grant_sequence < excluded.grant_sequence
"""

UPDATE_TOKENS = """
UPDATE oauth_accounts SET
    sealed_tokens = %(sealed_tokens)s, token_version = token_version + 1,
    scopes = %(scopes)s, issued_at = %(issued_at)s, expires_at = %(expires_at)s,
    refresh_expires_at = %(refresh_expires_at)s,
    lease_owner = NULL, lease_until = NULL, refresh_attempted_version = NULL, next_due_at = NULL,
    status = CASE status WHEN 'REAUTHORIZATION_REQUIRED' THEN 'CONNECTED' ELSE status END,
    reason = CASE status WHEN 'REAUTHORIZATION_REQUIRED' THEN NULL ELSE reason END,
    updated_at = CASE status WHEN 'DISCONNECTING' THEN updated_at ELSE now() END
WHERE account_id = %(account_id)s AND token_version = %(old_version)s AND status <> 'DISCONNECTED'
"""

SET_STATUS = """
UPDATE oauth_accounts SET status = %(status)s, reason = %(reason)s, updated_at = now()
WHERE account_id = %(account_id)s AND status <> 'DISCONNECTED'
  AND (status, reason) IS DISTINCT FROM (%(status)s::text, %(reason)s::text)
"""

DISCONNECT = """
UPDATE oauth_accounts SET
    status = %(status)s, reason = %(reason)s,
    sealed_tokens = NULL, issued_at = NULL, expires_at = NULL, refresh_expires_at = NULL,
    lease_owner = NULL, lease_until = NULL, refresh_attempted_version = NULL, next_due_at = NULL,
    updated_at = now()
WHERE account_id = %(account_id)s AND status <> 'DISCONNECTED'
"""

SET_NEXT_DUE = """
UPDATE oauth_accounts SET next_due_at = %(next_due_at)s
WHERE account_id = %(account_id)s AND next_due_at IS DISTINCT FROM %(next_due_at)s::timestamptz
"""

RAISE_SEQUENCE = """
UPDATE oauth_accounts SET sequence = sequence + 1
WHERE account_id = %(account_id)s
RETURNING sequence
"""

TAKE_LEASE = """
UPDATE oauth_accounts SET
    lease_owner = %(owner)s, lease_until = clock_timestamp() + %(lasts)s,
    refresh_attempted_version = token_version
WHERE account_id = %(account_id)s
  AND (lease_until IS NULL OR lease_until <= clock_timestamp())
"""

RELEASE_LEASE = """
UPDATE oauth_accounts SET lease_owner = NULL, lease_until = NULL
WHERE account_id = %(account_id)s AND lease_owner = %(owner)s
"""

FORGET_ATTEMPT = """
UPDATE oauth_accounts SET
    lease_owner = NULL, lease_until = NULL, refresh_attempted_version = NULL
WHERE account_id = %(account_id)s AND lease_owner = %(owner)s
"""
