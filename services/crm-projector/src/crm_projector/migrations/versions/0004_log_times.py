"""The time that a timeline is sorted by, stored with each row; samples apart from other events.

Rows from before get the greatest time of their own account or platform account up to them, one
account after the other, so that no statement sorts a whole table. New records go on from the
greatest time of their partition.

During an upgrade, projectors of the release before go on writing until they are replaced, and do
not know the new columns. Triggers fill them with the row's own time: without a log time an event
would be a dead letter, and a delivery would break the timeline. Only received deliveries have one.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

LOG_TIMES = """
CREATE TABLE log_times (
    topic text NOT NULL,
    partition int NOT NULL,
    log_time timestamptz NOT NULL,
    PRIMARY KEY (topic, partition)
);
INSERT INTO log_times (topic, partition, log_time)
SELECT topic, partition, max(time) FROM (
    SELECT topic, partition, time FROM account_events
    UNION ALL
    SELECT topic, partition, received_at FROM webhook_events WHERE received_at IS NOT NULL
) AS stored GROUP BY topic, partition;
"""

EVENTS = """
ALTER TABLE account_events
    ADD COLUMN log_time timestamptz,
    ADD COLUMN is_sample boolean NOT NULL DEFAULT false;
DO $$
DECLARE
    one uuid;
BEGIN
    FOR one IN SELECT DISTINCT account_id FROM account_events LOOP
        UPDATE account_events AS e
        SET log_time = stored.log_time, is_sample = (e.type = 'tiktok.MetricsSampled.v1')
        FROM (
            SELECT event_id,
                max(time) OVER (PARTITION BY topic, partition ORDER BY "offset") AS log_time
            FROM account_events WHERE account_id = one
        ) AS stored
        WHERE e.event_id = stored.event_id;
    END LOOP;
END
$$;
ALTER TABLE account_events
    ALTER COLUMN log_time SET NOT NULL,
    ALTER COLUMN is_sample DROP DEFAULT;
DROP INDEX account_events_account_id;
CREATE INDEX account_events_account_id
    ON account_events (account_id, is_sample, log_time, topic, partition, "offset");
CREATE FUNCTION fill_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.log_time := NEW.time;
    NEW.is_sample := NEW.type = 'tiktok.MetricsSampled.v1';
    RETURN NEW;
END
$$;
CREATE TRIGGER fill_event BEFORE INSERT ON account_events
    FOR EACH ROW WHEN (NEW.log_time IS NULL) EXECUTE FUNCTION fill_event();
"""

WEBHOOKS = """
ALTER TABLE webhook_events ADD COLUMN log_time timestamptz;
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT DISTINCT provider, platform_user_id FROM webhook_events LOOP
        UPDATE webhook_events AS w SET log_time = stored.log_time
        FROM (
            SELECT external_id,
                max(received_at) OVER (PARTITION BY topic, partition ORDER BY "offset") AS log_time
            FROM webhook_events
            WHERE provider = one.provider AND platform_user_id = one.platform_user_id
                AND received_at IS NOT NULL
        ) AS stored
        WHERE w.provider = one.provider AND w.external_id = stored.external_id;
    END LOOP;
END
$$;
CREATE FUNCTION fill_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.log_time := NEW.received_at;
    RETURN NEW;
END
$$;
CREATE TRIGGER fill_delivery BEFORE INSERT OR UPDATE ON webhook_events
    FOR EACH ROW WHEN (NEW.log_time IS NULL) EXECUTE FUNCTION fill_delivery();
ALTER TABLE webhook_events ADD CHECK (log_time IS NOT NULL OR received_at IS NULL);
CREATE INDEX webhook_events_log_time
    ON webhook_events (provider, platform_user_id, log_time, topic, partition, "offset");
"""


def upgrade() -> None:
    """Add the table and the columns, and fill them."""
    for statements in (LOG_TIMES, EVENTS, WEBHOOKS):
        op.execute(statements)


def downgrade() -> None:
    """The log can be projected again from the beginning; the schema does not go back."""
    raise NotImplementedError
