"""Which topics hold dead letters, and who reads which topic: from the registry."""

from collections.abc import Sequence

from contracts.topics import COMMAND_TOPICS, EVENT_TOPICS, dead_letter_topics

DEAD_LETTER_TOPICS = {topic.name: topic.partitions for topic in dead_letter_topics(EVENT_TOPICS)}
PARTITIONS = {topic.name: topic.partitions for topic in (*EVENT_TOPICS, *COMMAND_TOPICS)}
READERS: Sequence[tuple[str, str]] = tuple(
    sorted(
        (group, topic.name)
        for topic in (*EVENT_TOPICS, *COMMAND_TOPICS)
        if topic.key  # Faust's leader topics carry nothing
        for group in topic.read_by
    )
)
