"""What has become of posts: ceilings, repeated work for accounts, videos that are not ours."""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = """
ALTER TABLE posts
    ADD COLUMN status_since timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN asked_at timestamptz,
    ADD COLUMN is_delayed boolean NOT NULL DEFAULT false;
CREATE INDEX posts_open ON posts (status_since)
    WHERE status IN ('UPLOADING', 'PROCESSING', 'INIT_OUTCOME_UNKNOWN');
CREATE INDEX oauth_accounts_platform_user ON oauth_accounts (platform_user_id, granted_at);
CREATE INDEX publish_attempts_unknown ON publish_attempts (attempted_at)
    WHERE outcome = 'UNKNOWN';

CREATE TABLE account_work (
    account_id uuid NOT NULL,
    kind text NOT NULL,
    next_due_at timestamptz NOT NULL,
    done_at timestamptz,
    PRIMARY KEY (account_id, kind)
);

CREATE TABLE foreign_videos (
    account_id uuid NOT NULL,
    platform_post_id text NOT NULL,
    PRIMARY KEY (account_id, platform_post_id)
);
"""


def upgrade() -> None:
    """Add what following a post up needs to remember."""
    op.execute(STATEMENTS)


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
