"""Publishing over the parts of this service, with files of the test's own."""

import pytest

from instagram.parts import Parts
from instagram.posts.rules import Rules
from instagram.publishing.checks import PostChecks
from instagram.publishing.retry import Retrying
from instagram.publishing.room import advancing
from instagram.publishing.start import Publishing

from ..support import Sandbox
from .posting import Files, Poster

RULES = Rules(allows_http=True)


@pytest.fixture
async def poster(parts: Parts, sandbox: Sandbox) -> Poster:
    """Begins posts, and takes them on; pictures and videos are ready at once."""
    await sandbox.switch(image_delay=0, video_delay=0, app_calls_per_user=0)
    files = Files()
    checks, steps = PostChecks(parts.clients, files, RULES), advancing(parts, files)
    publishing = Publishing(parts.pool, parts.outbox, parts.tokens, checks, RULES)
    retrying = Retrying(parts.pool, parts.outbox, parts.tokens, checks, steps, RULES)
    return Poster(parts, sandbox, publishing, retrying, steps, files)
