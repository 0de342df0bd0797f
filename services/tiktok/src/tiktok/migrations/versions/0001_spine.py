"""Accounts with sealed tokens, posts with their attempts and uploads, and the log's machinery."""

from alembic import op

from accounts.ddl import OAUTH_ACCOUNTS
from common.offsets import CONSUMER_OFFSETS
from common.outbox import OUTBOX
from common.sequences import CONSUMED_SEQUENCES

revision = "0001"
down_revision = None

POSTS = """
CREATE TABLE posts (
    post_id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    sequence bigint NOT NULL DEFAULT 0,
    status text NOT NULL,
    publish_id text UNIQUE,
    fail_reason text,
    platform_status text,
    has_conflict boolean NOT NULL DEFAULT false,
    request jsonb NOT NULL,
    idempotency_key text,
    request_sha256 bytea NOT NULL,
    uploaded_bytes bigint NOT NULL DEFAULT 0,
    observed_at timestamptz,
    next_poll_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, idempotency_key)
);
CREATE INDEX posts_user_status ON posts (user_id, status);
CREATE INDEX posts_account_status ON posts (account_id, status);
CREATE INDEX posts_next_poll ON posts (next_poll_at) WHERE next_poll_at IS NOT NULL;

CREATE TABLE publish_attempts (
    post_id uuid NOT NULL REFERENCES posts,
    attempt int NOT NULL,
    publish_id text UNIQUE,
    sealed_upload_url bytea,
    expires_at timestamptz,
    outcome text NOT NULL DEFAULT 'ATTEMPTED',
    attempted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (post_id, attempt)
);
CREATE INDEX publish_attempts_open ON publish_attempts (attempted_at) WHERE outcome = 'ATTEMPTED';

CREATE TABLE upload_sessions (
    post_id uuid PRIMARY KEY REFERENCES posts,
    attempt int NOT NULL,
    video_size bigint NOT NULL,
    confirmed_chunks int NOT NULL DEFAULT 0,
    chunk_sha256 text[] NOT NULL DEFAULT '{}',
    chunk_in_flight int,
    in_flight_sha256 text,
    writer uuid,
    writer_until timestamptz,
    completed_at timestamptz
);

CREATE TABLE post_visibility (
    post_id uuid NOT NULL REFERENCES posts,
    platform_post_id text NOT NULL,
    said_at timestamptz NOT NULL,
    source_rank int NOT NULL,
    is_public boolean NOT NULL,
    PRIMARY KEY (post_id, platform_post_id)
);

CREATE TABLE pending_observations (
    external_id text PRIMARY KEY,
    platform_user_id text NOT NULL,
    publish_id text,
    body bytea NOT NULL,
    received_at timestamptz NOT NULL
);
CREATE INDEX pending_observations_publish ON pending_observations (publish_id);
CREATE INDEX pending_observations_user ON pending_observations (platform_user_id);
CREATE INDEX pending_observations_received ON pending_observations (received_at);

CREATE TABLE handled_webhooks (
    external_id text PRIMARY KEY,
    handled_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX handled_webhooks_at ON handled_webhooks (handled_at);

CREATE TABLE refused_grants (
    account_id uuid PRIMARY KEY,
    sequence bigint NOT NULL
);

CREATE TABLE request_log (
    account_id uuid NOT NULL,
    endpoint text NOT NULL,
    cause text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (account_id, endpoint, cause)
);
CREATE INDEX request_log_window ON request_log (account_id, endpoint, at);
"""


def upgrade() -> None:
    """Create every table of the schema, with its indexes."""
    for statement in (OAUTH_ACCOUNTS, POSTS, CONSUMER_OFFSETS, CONSUMED_SEQUENCES, OUTBOX):
        op.execute(statement)


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
