"""Accounts are asked for their profile in turns of its own, and keep their user name.

Accounts from before get such a turn: at once where their name is not known, else within a day.
"""

from alembic import op

from accounts.ddl import TRIES_OF_TURNS, USERNAMES

revision = "0008"
down_revision = "0007"

TURNS = """
INSERT INTO account_work (account_id, kind, next_due_at)
SELECT account_id, 'profile',
    now() + CASE WHEN trim(display_name) = '' THEN 0 ELSE random() END * interval '1 day'
FROM oauth_accounts WHERE status <> 'DISCONNECTED'
ON CONFLICT DO NOTHING;
"""


def upgrade() -> None:
    """Add the columns and the turns."""
    for statement in (USERNAMES, TRIES_OF_TURNS, TURNS):
        op.execute(statement)


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
