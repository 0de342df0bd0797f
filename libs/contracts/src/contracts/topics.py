"""The registry of every topic: what `postlog-topics` creates, and who may write and read it."""

from common.topics import DAY_MS, Topic

EVENT_TOPICS = [
    Topic(
        "webhooks.tiktok.v1", "platform_user_id", ("webhook-ingest",), ("tiktok", "crm-projector")
    ),
    Topic("grants.tiktok.v1", "account_id", ("auth",), ("tiktok",), retention_ms=7 * DAY_MS),
    Topic("accounts.v1", "account_id", ("tiktok",), ("auth", "crm-projector")),
    Topic("tiktok.posts.v1", "account_id", ("tiktok",), ("crm-projector",)),
]
SESSIONS = Topic("sessions.v1", "session id", ("auth",), ("tiktok", "crm-projector"), DAY_MS, 1)
COMMANDS = Topic("tiktok.commands.v1", "account_id", ("tiktok",), ("tiktok-scheduler",), 7 * DAY_MS)
# Faust's leader timers run nowhere, silently, without this topic.
FAUST_LEADER = Topic(
    "tiktok-scheduler-__assignor-__leader",
    "",
    ("tiktok-scheduler",),
    ("tiktok-scheduler",),
    DAY_MS,
    1,
)


def dead_letter_topics() -> list[Topic]:
    """Give a dead-letter topic for every reader of an event topic."""
    return [
        Topic(f"{topic.name}.{reader}.dlq", topic.key, (reader,), (), 30 * DAY_MS)
        for topic in EVENT_TOPICS
        for reader in topic.read_by
    ]


TOPICS = [*EVENT_TOPICS, SESSIONS, COMMANDS, FAUST_LEADER, *dead_letter_topics()]
