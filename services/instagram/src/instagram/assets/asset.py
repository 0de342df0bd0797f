"""An asset as its row says it: how far its upload has come, and what was found in it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from instagram.assets.verdict import Change, Kind, Problem, Use, usable_for

Status = Literal["UPLOADING", "EXAMINING", "READY", "REFUSED", "EXPIRED"]
PIECE = 8_000_000


class Asset(BaseModel):
    """`size` is the file's that came, `stored_size` and the figures those of the one to publish.

    `examinations` fences: what an older one found does not count. `breaks` counts those that came
    to no end by the file's own fault, and the one that is under way.

    As tus sees it, it is an upload whose pieces are stored as parts, in their order.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    asset_id: UUID
    user_id: UUID
    kind: Kind | None
    status: Status
    name: str
    size: int
    received: int
    parts: Sequence[str]
    content_type: str
    width: int | None
    height: int | None
    duration_ms: int | None
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...]
    store_key: str | None
    stored_size: int | None
    examinations: int
    breaks: int
    created_at: datetime
    expires_at: datetime

    @property
    def uses(self) -> tuple[Use, ...]:
        """What the file can be used for."""
        return usable_for(self.kind, self.problems)

    @property
    def offset(self) -> int:
        """Where the next piece begins."""
        return self.received

    @property
    def length(self) -> int:
        """The size of the whole file."""
        return self.size

    @property
    def open_until(self) -> datetime:
        """When no more bytes are taken."""
        return self.expires_at

    @property
    def piece_size(self) -> int:
        """The size of the piece that comes next."""
        return min(PIECE, self.size - self.received)

    @property
    def piece(self) -> int:
        """Where a piece begins names it."""
        return self.received

    @property
    def following(self) -> Self:
        """The upload as it will be once its next piece is stored."""
        return self.model_copy(update={"received": self.received + self.piece_size})
