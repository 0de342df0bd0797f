"""Accounts, posts, media, comments, mentions, answers and numbers of Instagram.

Columns that one event alone does not know are nullable: events may come in any order.
"""

from alembic import op

revision = "0009"
down_revision = "0008"

WRITTEN_BY = """
    updated_at timestamptz NOT NULL,
    sequence bigint NOT NULL,
    event_id text NOT NULL,
    topic text NOT NULL,
    partition int NOT NULL,
    "offset" bigint NOT NULL
"""

ACCOUNTS = f"""
CREATE TABLE ig_accounts (
    account_id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    ig_business_id text NOT NULL,
    username text NOT NULL,
    login text NOT NULL,
    page_id text,
    page_name text,
    access_level text NOT NULL,
    reason text,
    is_subscribed boolean NOT NULL,
    observed_at timestamptz NOT NULL,
    {WRITTEN_BY}
);
CREATE INDEX ig_accounts_user_id ON ig_accounts (user_id);
CREATE INDEX ig_accounts_ig_business_id ON ig_accounts (ig_business_id);
"""

POSTS = f"""
CREATE TABLE ig_posts (
    post_id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    status text NOT NULL,
    created_at timestamptz,
    created_sequence bigint,
    kind text,
    caption text,
    items jsonb,
    location_id text,
    collaborators_count int,
    share_to_feed boolean,
    is_ai_generated boolean,
    request_sequence bigint,
    attempt int,
    attempt_sequence bigint,
    fail_code text,
    fail_message text,
    platform_message text,
    failed_item int,
    fbtrace_id text,
    failure_sequence bigint,
    published_at timestamptz,
    found_by text,
    published_sequence bigint,
    media_id text,
    medium_sequence bigint,
    permalink text,
    link_sequence bigint,
    {WRITTEN_BY}
);
CREATE INDEX ig_posts_user_id_page
    ON ig_posts (user_id, coalesce(created_at, updated_at), post_id);
CREATE INDEX ig_posts_account_id_page
    ON ig_posts (account_id, coalesce(created_at, updated_at), post_id);
CREATE INDEX ig_posts_user_id_status
    ON ig_posts (user_id, status, coalesce(created_at, updated_at), post_id);
CREATE INDEX ig_posts_media_id ON ig_posts (account_id, media_id) WHERE media_id IS NOT NULL;
CREATE INDEX ig_posts_pending
    ON ig_posts (user_id, coalesce(created_at, updated_at), post_id)
    WHERE status IN ('REQUESTED', 'PREPARING', 'PUBLISHING', 'PUBLISH_OUTCOME_UNKNOWN');
"""

MEDIA = f"""
CREATE TABLE ig_media (
    account_id uuid NOT NULL,
    ig_id text NOT NULL,
    user_id uuid NOT NULL,
    media_type text,
    product_type text,
    caption text,
    permalink text,
    alt_text text,
    created_at timestamptz,
    like_count bigint,
    comments_count bigint,
    observed_at timestamptz,
    seen_sequence bigint,
    post_id uuid,
    post_sequence bigint,
    gone_at timestamptz,
    gone_sequence bigint,
    metrics_json jsonb,
    sampled_at timestamptz,
    metrics_sequence bigint,
    last_metrics_json jsonb,
    ended_at timestamptz,
    last_metrics_sequence bigint,
    no_metrics_code text,
    no_metrics_sequence bigint,
    {WRITTEN_BY},
    PRIMARY KEY (account_id, ig_id)
);
CREATE INDEX ig_media_user_id_page
    ON ig_media (user_id, coalesce(created_at, updated_at), ig_id, account_id);
CREATE INDEX ig_media_account_id_page
    ON ig_media (account_id, coalesce(created_at, updated_at), ig_id);
CREATE INDEX ig_media_post_id ON ig_media (post_id) WHERE post_id IS NOT NULL;
"""

COMMENTS = f"""
CREATE TABLE ig_comments (
    account_id uuid NOT NULL,
    ig_id text NOT NULL,
    user_id uuid NOT NULL,
    noticed_at timestamptz NOT NULL,
    noticed_version bigint NOT NULL,
    text text,
    is_ours boolean,
    is_of_ad boolean,
    said_sequence bigint,
    created_at timestamptz,
    created_sequence bigint,
    media_id text,
    parent_id text,
    place_sequence bigint,
    author_id text,
    author_name text,
    author_sequence bigint,
    is_hidden boolean,
    hidden_sequence bigint,
    deleted_at timestamptz,
    by_us boolean,
    deleted_sequence bigint,
    refused_action text,
    fail_code text,
    fail_message text,
    platform_message text,
    fbtrace_id text,
    refusal_sequence bigint,
    {WRITTEN_BY},
    PRIMARY KEY (account_id, ig_id)
);
CREATE INDEX ig_comments_user_id_page
    ON ig_comments (user_id, coalesce(created_at, noticed_at), ig_id, account_id);
CREATE INDEX ig_comments_account_id_page
    ON ig_comments (account_id, coalesce(created_at, noticed_at), ig_id);
CREATE INDEX ig_comments_media_id_page
    ON ig_comments (media_id, coalesce(created_at, noticed_at), ig_id, account_id);
CREATE INDEX ig_comments_answers ON ig_comments (account_id, parent_id)
    WHERE is_ours AND deleted_at IS NULL;
"""

MENTIONS = f"""
CREATE TABLE ig_mentions (
    account_id uuid NOT NULL,
    media_id text NOT NULL,
    comment_id text NOT NULL,
    user_id uuid NOT NULL,
    noticed_at timestamptz NOT NULL,
    noticed_version bigint NOT NULL,
    text text,
    author_name text,
    said_sequence bigint,
    {WRITTEN_BY},
    PRIMARY KEY (account_id, media_id, comment_id)
);
CREATE INDEX ig_mentions_user_id_page
    ON ig_mentions (user_id, noticed_at, media_id, comment_id, account_id);
CREATE INDEX ig_mentions_account_id_page
    ON ig_mentions (account_id, noticed_at, media_id, comment_id);
"""

REPLIES = f"""
CREATE TABLE ig_replies (
    reply_id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    status text NOT NULL,
    target text,
    media_id text,
    comment_id text,
    text text,
    created_at timestamptz,
    request_sequence bigint,
    platform_comment_id text,
    found_by text,
    posted_at timestamptz,
    posted_sequence bigint,
    fail_code text,
    fail_message text,
    platform_message text,
    fbtrace_id text,
    failure_sequence bigint,
    {WRITTEN_BY}
);
CREATE INDEX ig_replies_comment_id ON ig_replies (account_id, comment_id)
    WHERE comment_id IS NOT NULL;
CREATE INDEX ig_replies_caption ON ig_replies (account_id, media_id) WHERE comment_id IS NULL;
"""

INSIGHTS = f"""
CREATE TABLE ig_insights (
    account_id uuid NOT NULL,
    ig_id text NOT NULL,
    observed_at timestamptz NOT NULL,
    user_id uuid NOT NULL,
    metrics_json jsonb NOT NULL,
    {WRITTEN_BY},
    PRIMARY KEY (account_id, ig_id, observed_at)
);
CREATE INDEX ig_insights_user_id_page ON ig_insights (user_id, observed_at, ig_id, account_id);
CREATE INDEX ig_insights_account_id_page ON ig_insights (account_id, observed_at, ig_id);

CREATE TABLE ig_account_insights (
    account_id uuid NOT NULL,
    day date NOT NULL,
    user_id uuid NOT NULL,
    metrics_json jsonb NOT NULL,
    observed_at timestamptz NOT NULL,
    {WRITTEN_BY},
    PRIMARY KEY (account_id, day)
);
CREATE INDEX ig_account_insights_user_id ON ig_account_insights (user_id, day, account_id);
"""


def upgrade() -> None:
    """Make every table; a projector of the release before writes none of them."""
    for statements in (ACCOUNTS, POSTS, MEDIA, COMMENTS, MENTIONS, REPLIES, INSIGHTS):
        op.execute(statements)


def downgrade() -> None:
    """The log can be projected again from the beginning; the schema does not go back."""
    raise NotImplementedError
