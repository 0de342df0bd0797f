"""What the PUTs of one chunk have met so far."""

from dataclasses import dataclass, field
from typing import Self

from platforms.errors import OutcomeUnknown, PlatformDown, PlatformError, Unreachable
from platforms.tiktok.upload import MAY_PASS
from tiktok.uploads.sessions import UploadSession


@dataclass(slots=True)
class Tries:
    """The refusals that were forgiven, and what was unclear.

    `may_be_whole` is set once a PUT of the *last* chunk was unclear: TikTok may have the whole
    video, though its status does not say so yet. `may_be_under_way` says that such a PUT may still
    be on its way.
    """

    forgiven: set[str] = field(default_factory=set)
    may_be_whole: bool = False
    may_be_under_way: bool = False

    @classmethod
    def of(cls, session: UploadSession) -> Self:
        """Begin with what a replaced connection has left in flight."""
        is_unclear = session.is_at_last_chunk and session.chunk_in_flight is not None
        return cls(may_be_whole=is_unclear, may_be_under_way=is_unclear)

    def forgive(self, code: str) -> bool:
        """Forgive a refusal that may pass, but each only once."""
        is_first = code in MAY_PASS and code not in self.forgiven
        self.forgiven.add(code)
        return is_first

    def note_unclear(self, session: UploadSession, error: PlatformError) -> None:
        """Remember an answer that leaves open whether TikTok has the last chunk."""
        is_unclear = isinstance(error, PlatformDown) and not isinstance(error, Unreachable)
        if session.is_at_last_chunk and is_unclear:
            self.may_be_whole = True
            self.may_be_under_way |= isinstance(error, OutcomeUnknown)
