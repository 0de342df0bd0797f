"""Accounts, posts, webhooks and every event of an account; the consumer's place.

Columns that one event alone does not know are nullable: events may come in any order.
"""

from alembic import op

from common.offsets import CONSUMER_OFFSETS

revision = "0001"
down_revision = None

ACCOUNTS = """
CREATE TABLE oauth_accounts (
    account_id uuid PRIMARY KEY,
    provider text NOT NULL,
    user_id uuid NOT NULL,
    platform_user_id text,
    display_name text,
    avatar_url text,
    scopes text[],
    status text,
    reason text,
    granted_at timestamptz,
    expires_at timestamptz,
    refresh_expires_at timestamptz,
    updated_at timestamptz NOT NULL,
    sequence bigint NOT NULL,
    profile_sequence bigint,
    status_sequence bigint,
    tokens_sequence bigint,
    event_id text NOT NULL,
    topic text NOT NULL,
    partition int NOT NULL,
    "offset" bigint NOT NULL
);
CREATE INDEX oauth_accounts_user_id ON oauth_accounts (user_id);
CREATE INDEX oauth_accounts_status ON oauth_accounts (status);
CREATE INDEX oauth_accounts_expires_at ON oauth_accounts (expires_at);

CREATE TABLE account_holders (
    provider text NOT NULL,
    platform_user_id text NOT NULL,
    granted_at timestamptz NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    sequence bigint NOT NULL,
    event_id text NOT NULL,
    topic text NOT NULL,
    partition int NOT NULL,
    "offset" bigint NOT NULL,
    PRIMARY KEY (provider, platform_user_id, granted_at, account_id)
);
CREATE INDEX account_holders_user_id ON account_holders (user_id);

CREATE TABLE account_events (
    event_id text PRIMARY KEY,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    subject text NOT NULL,
    type text NOT NULL,
    time timestamptz NOT NULL,
    sequence bigint NOT NULL,
    payload jsonb NOT NULL,
    correlation_id text,
    causation_id text,
    topic text NOT NULL,
    partition int NOT NULL,
    "offset" bigint NOT NULL
);
CREATE INDEX account_events_account_id ON account_events (account_id, topic, partition, "offset");
"""

POSTS = """
CREATE TABLE tiktok_posts (
    post_id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    publish_id text,
    status text NOT NULL,
    mode text,
    source text,
    title text,
    privacy_level text,
    video_size bigint,
    is_aigc boolean,
    fail_reason text,
    requested_at timestamptz,
    updated_at timestamptz NOT NULL,
    sequence bigint NOT NULL,
    request_sequence bigint,
    publish_id_sequence bigint,
    failure_sequence bigint,
    event_id text NOT NULL,
    topic text NOT NULL,
    partition int NOT NULL,
    "offset" bigint NOT NULL
);
CREATE UNIQUE INDEX tiktok_posts_publish_id ON tiktok_posts (publish_id);
CREATE INDEX tiktok_posts_user_id_status ON tiktok_posts (user_id, status);
CREATE INDEX tiktok_posts_user_id_page
    ON tiktok_posts (user_id, coalesce(requested_at, updated_at), post_id);

CREATE TABLE tiktok_public_ids (
    post_id uuid NOT NULL,
    platform_post_id text NOT NULL,
    is_public boolean NOT NULL,
    updated_at timestamptz NOT NULL,
    sequence bigint NOT NULL,
    event_id text NOT NULL,
    topic text NOT NULL,
    partition int NOT NULL,
    "offset" bigint NOT NULL,
    PRIMARY KEY (post_id, platform_post_id)
);
"""

WEBHOOKS = """
CREATE TABLE webhook_events (
    provider text NOT NULL,
    external_id text NOT NULL,
    platform_user_id text NOT NULL,
    event text,
    publish_id text,
    platform_post_id text,
    verdict text,
    status text NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN unmatched_at IS NOT NULL THEN 'UNMATCHED'
            WHEN verdict = 'unparseable' THEN 'UNPARSEABLE'
            ELSE 'RECEIVED'
        END
    ) STORED,
    create_time timestamptz,
    received_at timestamptz,
    unmatched_at timestamptz,
    body bytea,
    sequence bigint NOT NULL,
    unmatched_sequence bigint,
    event_id text NOT NULL,
    topic text NOT NULL,
    partition int NOT NULL,
    "offset" bigint NOT NULL,
    PRIMARY KEY (provider, external_id)
);
CREATE INDEX webhook_events_status ON webhook_events (status);
CREATE INDEX webhook_events_event_id ON webhook_events (event_id);
CREATE INDEX webhook_events_platform_user_id ON webhook_events (provider, platform_user_id);
"""


def upgrade() -> None:
    """Make every table."""
    for statements in (ACCOUNTS, POSTS, WEBHOOKS, CONSUMER_OFFSETS):
        op.execute(statements)


def downgrade() -> None:
    """There is nothing before the first version."""
    raise NotImplementedError
