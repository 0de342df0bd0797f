"""An agent outlives the refusals of what it obeys."""

from uuid import uuid4

import pytest

from accounts.agents import patient
from common.errors import Unavailable
from common.event import Event
from contracts.commands import CheckGrant
from platforms.errors import PlatformDown


@pytest.mark.parametrize("error", [PlatformDown("timeout"), Unavailable("not now")])
async def test_a_refusal_that_may_pass_does_not_stop_an_agent(error: Exception) -> None:
    asked: list[Event] = []

    async def refuse(command: Event) -> None:
        asked.append(command)
        raise error

    await patient(refuse)(CheckGrant(provider="instagram", account_id=uuid4()))

    assert len(asked) == 1
