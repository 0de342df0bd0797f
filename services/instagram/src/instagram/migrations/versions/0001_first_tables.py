"""Accounts with their Pages, posts with their containers, media, comments, answers and assets."""

from alembic import op

from accounts.ddl import NEW_SCHEMA
from common.offsets import CONSUMER_OFFSETS
from common.outbox import OUTBOX
from common.sequences import CONSUMED_SEQUENCES

revision = "0001"
down_revision = None

PAGES = """
CREATE TABLE pages (
    account_id uuid PRIMARY KEY,
    sequence bigint NOT NULL DEFAULT 0,
    ig_business_id text NOT NULL,
    login text NOT NULL,
    page_id text,
    page_name text NOT NULL DEFAULT '',
    sealed_token bytea,
    access_level text NOT NULL,
    reason text NOT NULL DEFAULT '',
    is_subscribed boolean NOT NULL DEFAULT false,
    observed_at timestamptz NOT NULL
);
"""

ASSETS = """
CREATE TABLE assets (
    asset_id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    kind text CHECK (kind IN ('image', 'video')),
    status text NOT NULL CHECK (status IN
        ('UPLOADING', 'EXAMINING', 'READY', 'REFUSED', 'EXPIRED')),
    name text NOT NULL DEFAULT '',
    size bigint NOT NULL,
    received bigint NOT NULL DEFAULT 0,
    parts text[] NOT NULL DEFAULT '{}',
    content_type text NOT NULL DEFAULT '',
    width int,
    height int,
    duration_ms bigint,
    problems jsonb NOT NULL DEFAULT '[]',
    changes jsonb NOT NULL DEFAULT '[]',
    store_key text,
    stored_size bigint,
    sha256 bytea,
    examinations int NOT NULL DEFAULT 0,
    breaks int NOT NULL DEFAULT 0,
    examined_until timestamptz,
    emptied_at timestamptz,
    idempotency_key text,
    request_sha256 bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    UNIQUE (user_id, idempotency_key)
);
CREATE INDEX assets_expires_at ON assets (expires_at) WHERE status <> 'EXPIRED';
CREATE INDEX assets_examining ON assets (created_at) WHERE status = 'EXAMINING';
CREATE INDEX assets_to_empty ON assets (expires_at)
    WHERE status = 'EXPIRED' AND emptied_at IS NULL;
CREATE INDEX assets_user ON assets (user_id, created_at);
"""

POSTS = """
CREATE TABLE posts (
    post_id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    sequence bigint NOT NULL DEFAULT 0,
    status text NOT NULL,
    status_since timestamptz NOT NULL DEFAULT now(),
    kind text NOT NULL,
    attempt int NOT NULL DEFAULT 1,
    attempt_at timestamptz NOT NULL DEFAULT now(),
    request jsonb NOT NULL,
    request_sha256 bytea NOT NULL,
    idempotency_key text,
    sealed_addresses bytea,
    called_at timestamptz,
    refusal_code text,
    refusal_message text NOT NULL DEFAULT '',
    refusal_trace_id text,
    media_id text,
    permalink text NOT NULL DEFAULT '',
    fail_code text NOT NULL DEFAULT '',
    fail_message text NOT NULL DEFAULT '',
    fail_item int,
    fbtrace_id text,
    waits_for text NOT NULL DEFAULT '',
    tries int NOT NULL DEFAULT 0,
    observed_at timestamptz,
    claimed_until timestamptz,
    next_due_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, idempotency_key)
);
CREATE INDEX posts_account_status ON posts (account_id, status);
CREATE INDEX posts_user ON posts (user_id, created_at);
CREATE INDEX posts_due ON posts (next_due_at) WHERE next_due_at IS NOT NULL;
-- What nothing reads any more is found for deletion by this.
CREATE INDEX posts_addresses_kept ON posts (status_since)
    WHERE sealed_addresses IS NOT NULL AND status IN ('PUBLISHED', 'FAILED', 'UNKNOWN');
CREATE UNIQUE INDEX posts_media ON posts (account_id, media_id) WHERE media_id IS NOT NULL;

-- `item` counts a post's pictures and videos from 0; -1 is the post as a whole. `made` counts the
-- calls that wanted this container; without an id the last of them was refused.
CREATE TABLE containers (
    post_id uuid NOT NULL REFERENCES posts,
    attempt int NOT NULL,
    item int NOT NULL,
    container_id text,
    status text NOT NULL,
    subcode text NOT NULL DEFAULT '',
    made int NOT NULL DEFAULT 1,
    made_at timestamptz NOT NULL,
    observed_at timestamptz,
    PRIMARY KEY (post_id, attempt, item)
);
CREATE UNIQUE INDEX containers_id ON containers (container_id) WHERE container_id IS NOT NULL;

CREATE TABLE post_retries (
    post_id uuid NOT NULL REFERENCES posts,
    attempt int NOT NULL,
    idempotency_key text NOT NULL,
    request_sha256 bytea NOT NULL,
    PRIMARY KEY (post_id, attempt),
    UNIQUE (post_id, idempotency_key)
);
"""

MEDIA = """
CREATE TABLE media (
    account_id uuid NOT NULL,
    media_id text NOT NULL,
    user_id uuid NOT NULL,
    sequence bigint NOT NULL DEFAULT 0,
    post_id uuid,
    media_type text NOT NULL DEFAULT '',
    product_type text NOT NULL DEFAULT '',
    digest bytea NOT NULL DEFAULT '',
    created_at timestamptz,
    seen_at timestamptz NOT NULL DEFAULT now(),
    gone_at timestamptz,
    sampled_at timestamptz,
    sample_digest bytea NOT NULL DEFAULT '',
    refused_metrics text[] NOT NULL DEFAULT '{}',
    has_no_insights boolean NOT NULL DEFAULT false,
    comments_count bigint,
    comments_due_at timestamptz,
    comments_tries int NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, media_id)
);
CREATE INDEX media_created ON media (account_id, created_at);
CREATE INDEX media_comments_due ON media (comments_due_at) WHERE comments_due_at IS NOT NULL;

-- How far the reading of an account's media list has come: it may take several turns.
CREATE TABLE media_walks (
    account_id uuid PRIMARY KEY,
    began_at timestamptz NOT NULL,
    cursor text NOT NULL DEFAULT '',
    listed int NOT NULL DEFAULT 0,
    oldest_at timestamptz
);

-- `days` has the numbers of the newest days, by the day.
CREATE TABLE account_insights (
    account_id uuid PRIMARY KEY,
    sequence bigint NOT NULL DEFAULT 0,
    days jsonb NOT NULL DEFAULT '{}'
);
"""

COMMENTS = """
CREATE TABLE comments (
    account_id uuid NOT NULL,
    comment_id text NOT NULL,
    user_id uuid NOT NULL,
    sequence bigint NOT NULL DEFAULT 0,
    media_id text,
    parent_id text,
    text text NOT NULL DEFAULT '',
    author_id text NOT NULL DEFAULT '',
    author_name text NOT NULL DEFAULT '',
    is_ours boolean NOT NULL DEFAULT false,
    is_of_ad boolean NOT NULL DEFAULT false,
    is_hidden boolean NOT NULL DEFAULT false,
    hidden_said_at timestamptz,
    said_at timestamptz NOT NULL,
    said_rank smallint NOT NULL,
    created_at timestamptz,
    deleted_at timestamptz,
    wanted text CHECK (wanted IN ('hide', 'show', 'delete')),
    tries int NOT NULL DEFAULT 0,
    next_due_at timestamptz,
    known_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, comment_id)
);
CREATE INDEX comments_media ON comments (account_id, media_id);
CREATE INDEX comments_user ON comments (user_id, comment_id);
CREATE INDEX comments_due ON comments (next_due_at) WHERE next_due_at IS NOT NULL;

CREATE TABLE mentions (
    account_id uuid NOT NULL,
    media_id text NOT NULL,
    comment_id text NOT NULL DEFAULT '',
    user_id uuid NOT NULL,
    sequence bigint NOT NULL DEFAULT 0,
    tries int NOT NULL DEFAULT 0,
    next_due_at timestamptz,
    known_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, media_id, comment_id)
);
CREATE INDEX mentions_due ON mentions (next_due_at) WHERE next_due_at IS NOT NULL;

CREATE TABLE replies (
    reply_id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    sequence bigint NOT NULL DEFAULT 0,
    status text NOT NULL,
    target text NOT NULL CHECK (target IN ('comment', 'mention')),
    media_id text,
    comment_id text,
    parent_id text,
    text text NOT NULL,
    platform_comment_id text,
    fail_code text NOT NULL DEFAULT '',
    fail_message text NOT NULL DEFAULT '',
    platform_message text NOT NULL DEFAULT '',
    fbtrace_id text,
    attempted_at timestamptz,
    next_due_at timestamptz,
    idempotency_key text,
    request_sha256 bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, idempotency_key)
);
CREATE INDEX replies_due ON replies (next_due_at) WHERE next_due_at IS NOT NULL;
CREATE INDEX replies_parent ON replies (account_id, parent_id);
"""


def upgrade() -> None:
    """Create every table of the schema, with its indexes."""
    for statement in (
        *NEW_SCHEMA,
        PAGES,
        ASSETS,
        POSTS,
        MEDIA,
        COMMENTS,
        CONSUMER_OFFSETS,
        CONSUMED_SEQUENCES,
        OUTBOX,
    ):
        op.execute(statement)


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
