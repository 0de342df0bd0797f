"""The registry of every topic: what `postlog-topics` creates, and who may write and read it."""

from common.topics import DAY_MS, Topic
from contracts.providers import PROVIDERS, Provider

NAMES = tuple(provider.name for provider in PROVIDERS)


def event_topics(provider: Provider) -> list[Topic]:
    """Give what a provider's events and deliveries stand in."""
    name, crm = provider.name, "crm-projector"
    return [
        Topic(f"webhooks.{name}.v1", "platform_user_id", ("webhook-ingest",), (name, crm)),
        Topic(f"grants.{name}.v1", "account_id", ("auth",), (name,), retention_ms=7 * DAY_MS),
        Topic(provider.posts_topic, "account_id", (name,), (crm,)),
    ]


def command_topics(name: str) -> list[Topic]:
    """Give the topics of a provider's scheduler.

    Faust's leader timers run nowhere, silently, without the second one.
    """
    scheduler = f"{name}-scheduler"
    leader = f"{scheduler}-__assignor-__leader"
    return [
        Topic(f"{name}.commands.v1", "account_id", (name,), (scheduler,), 7 * DAY_MS),
        Topic(leader, "", (scheduler,), (scheduler,), DAY_MS, 1),
    ]


def dead_letter_topics(topics: list[Topic]) -> list[Topic]:
    """Give a dead-letter topic for every reader of an event topic."""
    return [
        Topic(f"{topic.name}.{reader}.dlq", topic.key, (reader,), (), 30 * DAY_MS)
        for topic in topics
        for reader in topic.read_by
    ]


ACCOUNTS = Topic("accounts.v1", "account_id", NAMES, ("auth", "crm-projector"))
EVENT_TOPICS = [ACCOUNTS, *(topic for one in PROVIDERS for topic in event_topics(one))]
SESSIONS = Topic("sessions.v1", "session id", ("auth",), (*NAMES, "crm-projector"), DAY_MS, 1)
COMMAND_TOPICS = [topic for name in NAMES for topic in command_topics(name)]
TOPICS = [*EVENT_TOPICS, SESSIONS, *COMMAND_TOPICS, *dead_letter_topics(EVENT_TOPICS)]
