"""The SQL of `OAuthAccounts`; every write names what must hold for it to change anything."""

COLUMNS = """
    account_id, provider, client_key, platform_user_id, grantor_id, user_id, status, reason, scopes,
    display_name, username, avatar_url, sealed_tokens, token_version, issued_at, expires_at,
    refresh_expires_at, renewal, granted_at, grant_sequence, sequence, lease_owner, lease_until,
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

# A DISCONNECTING one does not count: of two that end together neither would revoke the grant.
HAS_SIBLINGS = """
SELECT 1 FROM oauth_accounts
WHERE provider = %(provider)s AND grantor_id = %(grantor_id)s AND account_id <> %(account_id)s
  AND status <> 'DISCONNECTED' AND status <> 'DISCONNECTING'
LIMIT 1
"""

FIND_BY_GRANTOR = f"""
SELECT {COLUMNS} FROM oauth_accounts
WHERE provider = %(provider)s AND grantor_id = %(grantor_id)s AND status <> 'DISCONNECTED'
ORDER BY account_id
FOR UPDATE
"""

# When access ends that must be renewed: with the access token, or else with what renews it.
ENDS_AT = "coalesce(expires_at, refresh_expires_at)"
MARGIN = f"""least(
    CASE renewal WHEN 'extension' THEN %(extension)s ELSE %(rotation)s END,
    ({ENDS_AT} - issued_at) / 10)"""
# Accounts that were connected in the same moment must not be renewed in the same moment. Each has a
# time of its own, given by its id, in the first half of the margin; the last minute is not used.
DUE = f"""
    {ENDS_AT} - greatest(
        {MARGIN} * (1 - (get_byte(uuid_send(account_id), 14) * 256
                    + get_byte(uuid_send(account_id), 15)) / 131072.0),
        least({MARGIN}, interval '1 minute')
    )
"""

FIND_EXPIRING = f"""
SELECT {COLUMNS} FROM oauth_accounts
WHERE status IN ('CONNECTED', 'CHECKING')
  AND ((renewal = 'rotation' AND {ENDS_AT} < now() + %(rotation)s)
    OR (renewal = 'extension' AND {ENDS_AT} < now() + %(extension)s
        AND issued_at <= now() - %(youngest)s)
    OR (renewal = 'none' AND {ENDS_AT} <= now()))
  AND greatest(next_due_at, {DUE}) <= now()
ORDER BY greatest(next_due_at, {DUE}), account_id
LIMIT %(limit)s
"""

CREATE = """
INSERT INTO oauth_accounts AS known (
    account_id, provider, client_key, platform_user_id, grantor_id, user_id, status, scopes,
    display_name, username, avatar_url, renewal, granted_at, grant_sequence
) VALUES (
    %(account_id)s, %(provider)s, %(client_key)s, %(platform_user_id)s, %(grantor_id)s,
    %(user_id)s, 'CONNECTED', %(scopes)s, %(display_name)s, %(username)s, %(avatar_url)s,
    %(renewal)s, %(granted_at)s, %(grant_sequence)s
)
ON CONFLICT (account_id) DO UPDATE SET
    status = 'CONNECTED', reason = NULL, scopes = excluded.scopes,
    display_name = coalesce(nullif(excluded.display_name, ''), known.display_name),
    username = coalesce(excluded.username, known.username),
    avatar_url = coalesce(nullif(excluded.avatar_url, ''), known.avatar_url),
    grantor_id = excluded.grantor_id, renewal = excluded.renewal,
    granted_at = excluded.granted_at, grant_sequence = excluded.grant_sequence,
    ending_told_at = NULL, next_due_at = NULL, updated_at = now()
WHERE known.grant_sequence < excluded.grant_sequence
"""

UPDATE_TOKENS = """
UPDATE oauth_accounts SET
    sealed_tokens = %(sealed_tokens)s, token_version = token_version + 1,
    scopes = %(scopes)s, issued_at = %(issued_at)s, expires_at = %(expires_at)s,
    refresh_expires_at = %(refresh_expires_at)s,
    renewal = CASE WHEN renewal = 'rotation' AND NOT %(has_refresh_token)s THEN 'none'
        ELSE renewal END,
    lease_owner = NULL, lease_until = NULL, refresh_attempted_version = NULL, next_due_at = NULL,
    failure = NULL,
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

UPDATE_PROFILE = """
UPDATE oauth_accounts SET
    display_name = %(display_name)s, username = %(username)s, avatar_url = %(avatar_url)s
WHERE account_id = %(account_id)s
"""

NOTE_FAILURE = """
UPDATE oauth_accounts SET failure = %(failure)s
WHERE account_id = %(account_id)s AND failure IS DISTINCT FROM %(failure)s
"""

NEAREST_EXPIRY = """
SELECT extract(epoch FROM min(coalesce(expires_at, refresh_expires_at)) - clock_timestamp())
FROM oauth_accounts WHERE status IN ('CONNECTED', 'CHECKING') AND renewal <> 'none'
"""
