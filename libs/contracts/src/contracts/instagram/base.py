"""What every event of an Instagram account carries."""

from typing import ClassVar
from uuid import UUID

from common.event import Event


class InstagramEvent(Event):
    """About something of one account; its `ce_sequence` is counted on that thing's own row."""

    TOPIC: ClassVar[str] = "instagram.media.v1"

    account_id: UUID
    user_id: UUID

    @property
    def key(self) -> str:
        """All that concerns an account stays in order."""
        return str(self.account_id)
