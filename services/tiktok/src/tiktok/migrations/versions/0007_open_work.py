"""Due work is found without what is over; samples remember their last numbers."""

from alembic import op

from accounts.ddl import OLD_CALLS

revision = "0007"
down_revision = "0006"

STATEMENTS = """
UPDATE posts SET next_poll_at = NULL, cancel_due_at = NULL
WHERE (next_poll_at IS NOT NULL OR cancel_due_at IS NOT NULL)
  AND status IN ('FAILED', 'LOST', 'INIT_REJECTED', 'UNKNOWN');
UPDATE posts SET next_poll_at = NULL
WHERE next_poll_at IS NOT NULL AND (publish_id IS NULL
    OR status NOT IN ('UPLOADING', 'PROCESSING') AND status_since < now() - interval '48 hours');

DROP INDEX posts_next_poll;
CREATE INDEX posts_poll_due ON posts (next_poll_at) WHERE next_poll_at IS NOT NULL
    AND status NOT IN ('FAILED', 'LOST', 'INIT_REJECTED', 'UNKNOWN');
DROP INDEX posts_open;
CREATE INDEX posts_not_delayed ON posts (status_since)
    WHERE status = 'PROCESSING' AND NOT is_delayed;
CREATE INDEX posts_asked_in_vain ON posts ((asked_at - status_since))
    WHERE status IN ('UPLOADING', 'PROCESSING');
CREATE INDEX posts_init_unknown ON posts (account_id)
    WHERE status = 'INIT_OUTCOME_UNKNOWN' AND source = 'PULL_FROM_URL';
CREATE INDEX publish_attempts_unnamed ON publish_attempts (attempted_at)
    WHERE publish_id IS NULL AND outcome <> 'REJECTED';

-- What nothing reads any more is found for deletion by these.
CREATE INDEX posts_addresses_kept ON posts (status_since)
    WHERE sealed_addresses IS NOT NULL AND status NOT IN ('INIT_ATTEMPTED', 'PROCESSING');
CREATE INDEX publish_attempts_url_kept ON publish_attempts (expires_at)
    WHERE sealed_upload_url IS NOT NULL;
CREATE INDEX upload_sessions_digests_kept ON upload_sessions (completed_at)
    WHERE chunk_sha256 <> '{}' AND completed_at IS NOT NULL;

ALTER TABLE post_visibility
    ADD COLUMN sampled_at timestamptz,
    ADD COLUMN last_totals bigint[];
"""


def upgrade() -> None:
    """Clear what old rows still want, and index what is open."""
    op.execute(STATEMENTS)
    op.execute(OLD_CALLS)


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
