"""Numbers over time, what became of retries and cancels, foreign videos; an index for every page.

Rows keep their versions; what older events said of attempts, cancels and delays comes with a
rebuild only.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

ACCOUNTS = """
ALTER TABLE oauth_accounts
    ADD COLUMN name_sequence bigint,
    ADD COLUMN removal_effect text,
    ADD COLUMN removal_observed_at timestamptz,
    ADD COLUMN removal_sequence bigint;
UPDATE oauth_accounts SET name_sequence = profile_sequence;
"""

POSTS = """
ALTER TABLE tiktok_posts
    ADD COLUMN media text,
    ADD COLUMN description text,
    ADD COLUMN photo_count int,
    ADD COLUMN attempt int,
    ADD COLUMN found_by text,
    ADD COLUMN attempt_sequence bigint,
    ADD COLUMN delayed_since timestamptz,
    ADD COLUMN delay_sequence bigint,
    ADD COLUMN cancel text,
    ADD COLUMN cancel_reason text,
    ADD COLUMN cancel_sequence bigint;
UPDATE tiktok_posts SET media = 'VIDEO', description = '' WHERE request_sequence IS NOT NULL;
DROP INDEX tiktok_posts_user_id_status;
CREATE INDEX tiktok_posts_user_id_status
    ON tiktok_posts (user_id, status, coalesce(requested_at, updated_at), post_id);
CREATE INDEX tiktok_posts_account_id_page
    ON tiktok_posts (account_id, coalesce(requested_at, updated_at), post_id);
CREATE INDEX tiktok_posts_pending
    ON tiktok_posts (user_id, coalesce(requested_at, updated_at), post_id)
    WHERE status IN (
        'INIT_ATTEMPTED', 'INIT_OUTCOME_UNKNOWN', 'UPLOADING', 'PROCESSING', 'SEND_TO_USER_INBOX'
    );

ALTER TABLE tiktok_public_ids
    ALTER COLUMN is_public DROP NOT NULL,
    ADD COLUMN public_sequence bigint,
    ADD COLUMN drift text,
    ADD COLUMN drifted_at timestamptz,
    ADD COLUMN drift_sequence bigint,
    ADD COLUMN view_count bigint,
    ADD COLUMN like_count bigint,
    ADD COLUMN comment_count bigint,
    ADD COLUMN share_count bigint,
    ADD COLUMN sampled_at timestamptz,
    ADD COLUMN metrics_sequence bigint;
UPDATE tiktok_public_ids SET public_sequence = sequence, drift_sequence = sequence;
"""

INSIGHTS = """
CREATE TABLE insights (
    post_id uuid NOT NULL,
    observed_at timestamptz NOT NULL,
    platform_post_id text NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    view_count bigint NOT NULL,
    like_count bigint NOT NULL,
    comment_count bigint NOT NULL,
    share_count bigint NOT NULL,
    updated_at timestamptz NOT NULL,
    sequence bigint NOT NULL,
    event_id text NOT NULL,
    topic text NOT NULL,
    partition int NOT NULL,
    "offset" bigint NOT NULL,
    PRIMARY KEY (post_id, observed_at, platform_post_id)
);
CREATE INDEX insights_user_id_page ON insights (user_id, observed_at, post_id, platform_post_id);
CREATE INDEX insights_account_id_page
    ON insights (account_id, observed_at, post_id, platform_post_id);
"""

FOREIGN_VIDEOS = """
CREATE TABLE foreign_videos (
    account_id uuid NOT NULL,
    platform_post_id text NOT NULL,
    user_id uuid NOT NULL,
    title text NOT NULL,
    create_time timestamptz NOT NULL,
    observed_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    sequence bigint NOT NULL,
    event_id text NOT NULL,
    topic text NOT NULL,
    partition int NOT NULL,
    "offset" bigint NOT NULL,
    PRIMARY KEY (account_id, platform_post_id)
);
CREATE INDEX foreign_videos_user_id_page
    ON foreign_videos (user_id, create_time, platform_post_id, account_id);
CREATE INDEX foreign_videos_account_id_page
    ON foreign_videos (account_id, create_time, platform_post_id);
"""

EVENTS = """
CREATE INDEX account_events_subject ON account_events (subject, sequence);
CREATE INDEX account_events_causation_id ON account_events (causation_id)
    WHERE causation_id IS NOT NULL;
DROP INDEX webhook_events_platform_user_id;
CREATE INDEX webhook_events_platform_user_id
    ON webhook_events (provider, platform_user_id, received_at, external_id);
"""


def upgrade() -> None:
    """Add columns, tables and indexes."""
    for statements in (ACCOUNTS, POSTS, INSIGHTS, FOREIGN_VIDEOS, EVENTS):
        op.execute(statements)


def downgrade() -> None:
    """The log can be projected again from the beginning; the schema does not go back."""
    raise NotImplementedError
