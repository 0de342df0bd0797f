"""Drafts, photos, videos that TikTok fetches, new attempts, cancelling, and pauses."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = """
ALTER TABLE posts
    ADD COLUMN mode text NOT NULL DEFAULT 'DIRECT_POST',
    ADD COLUMN media text NOT NULL DEFAULT 'VIDEO',
    ADD COLUMN source text NOT NULL DEFAULT 'FILE_UPLOAD',
    ADD COLUMN attempt int NOT NULL DEFAULT 1,
    ADD COLUMN sealed_addresses bytea,
    ADD COLUMN cancel_due_at timestamptz;
CREATE INDEX posts_cancel_due ON posts (cancel_due_at) WHERE cancel_due_at IS NOT NULL;
CREATE INDEX posts_drafts ON posts (account_id, created_at)
    WHERE mode IN ('INBOX', 'MEDIA_UPLOAD');
CREATE INDEX posts_account_created ON posts (account_id, created_at);

ALTER TABLE publish_attempts ADD COLUMN idempotency_key text;
ALTER TABLE publish_attempts ADD UNIQUE (post_id, idempotency_key);

CREATE TABLE endpoint_pauses (
    account_id uuid NOT NULL,
    endpoint text NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (account_id, endpoint)
);
"""


def upgrade() -> None:
    """Widen the tables of the spine."""
    op.execute(STATEMENTS)


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
