"""The bytes of one upload: hashed in order, but not stored."""

import asyncio
import hashlib

from sandbox.stage.media.probe import SIGNATURE, Facts, Probe
from sandbox.tiktok.uploads.chunks import ByteRange, ChunkPlan


class Reading:
    """A chunk that is arriving; it counts only once all of it has arrived."""

    def __init__(self, digest: "hashlib._Hash", probe: Probe) -> None:
        self.digest, self.probe = digest.copy(), probe.copy()

    def feed(self, part: bytes) -> None:
        """Take the next bytes."""
        self.digest.update(part)
        self.probe.feed(part)


class Upload:
    """How far a FILE_UPLOAD is; a connection lost within a chunk changes nothing."""

    def __init__(self, plan: ChunkPlan, token: str, expires_at: float) -> None:
        self.plan = plan
        self.token = token
        self.expires_at = expires_at
        self.received = 0
        self.chunk_sizes: list[int] = []
        self.one_at_a_time = asyncio.Lock()
        self.facts: list[Facts] = []
        # only videos are uploaded, and their signatures are short
        self._stored = Reading(hashlib.sha256(), Probe(SIGNATURE))

    @property
    def is_complete(self) -> bool:
        """Whether every byte arrived."""
        return self.received == self.plan.video_size

    @property
    def sha256(self) -> str:
        """Digest of the bytes stored so far."""
        return self._stored.digest.hexdigest()

    def start_chunk(self) -> Reading:
        """A reading that continues after the stored bytes."""
        return Reading(self._stored.digest, self._stored.probe)

    def store(self, chunk: ByteRange, read: Reading) -> None:
        """Count a whole chunk."""
        self._stored = read
        self.received = chunk.last + 1
        self.chunk_sizes.append(chunk.length)
        if self.is_complete:
            self.facts = [read.probe.facts()]
            self._stored = Reading(read.digest, Probe(SIGNATURE))
