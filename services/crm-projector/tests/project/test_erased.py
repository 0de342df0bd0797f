"""An event that has lost its personal fields is projected like any other."""

import asyncio
from typing import Any

from hypothesis import given

from common.event import Delivered
from common.postgres import Pool
from contracts.personal import PERSONAL

from ..builders import Story, connected, webhook
from ..database import emptied, settle, tables
from .histories import SLOW, histories


def erased(delivered: Delivered) -> Delivered:
    """Take every personal field out of an event, as it would be read then."""
    kind = type(delivered.event)
    left = _without_personal(delivered.event.model_dump(mode="json"), kind.model_json_schema())
    return Story().again(kind.model_validate(left), delivered.envelope)


def _without_personal(value: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    fields = schema["properties"]
    return {name: field for name, field in value.items() if not _is_personal(fields[name])}


def _is_personal(field: dict[str, Any]) -> bool:
    return any(option.get(PERSONAL) for option in (field, *field.get("anyOf", ())))


@SLOW
@given(history=histories())
def test_a_history_without_its_personal_fields_is_projected(
    on_one_loop: tuple[asyncio.Runner, Pool],
    history: list[Delivered],
) -> None:
    runner, pool = on_one_loop
    of_accounts = [one for one in history if hasattr(one.event, "account_id")]

    async def project() -> list[Any]:
        await settle(pool, [erased(one) for one in of_accounts])
        rows = (await tables(pool))["account_events"]
        await emptied(pool)
        return rows

    kept = runner.run(project())
    assert {row["event_id"] for row in kept} == {one.envelope.id for one in of_accounts}


async def test_an_erased_account_holds_no_platforms_account(pool: Pool) -> None:
    story = Story()
    delivery = webhook(platform_user_id="", external_id="nobody's")

    await settle(pool, [erased(story.tell(connected(), 1)), story.tell(delivery, None, at=9)])

    found = await tables(pool)
    assert found["account_holders"] == []
    assert [row["display_name"] for row in found["oauth_accounts"]] == [""]
