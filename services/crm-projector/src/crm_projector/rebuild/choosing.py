"""Which records are folded, where it is not all of them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from common.errors import InvalidRecord
from common.event import Delivered, Envelope
from crm_projector.project.consumer import Choose
from crm_projector.rebuild.log import Log
from crm_projector.rebuild.shares import Unit


def of_account(account_id: UUID, platform_ids: Collection[str]) -> Choose:
    """Choose the events of an account, and deliveries about what it held on its platform."""

    def choose(delivered: Delivered) -> bool:
        named = getattr(delivered.event, "account_id", None)
        if named is not None:
            return bool(named == account_id)
        return getattr(delivered.event, "platform_user_id", None) in platform_ids

    return choose


async def until(log: Log, unit: Unit, time: datetime) -> Unit:
    """Cut a unit before the first record that happened after this time.

    That is by the log's own order: what stands behind such a record was not known yet, whatever
    time it tells. A record whose time cannot be read ends nothing.
    """
    place = unit.first
    async for records in log.read(unit):
        for record in records:
            try:
                envelope = Envelope.read(dict(record.headers))
            except InvalidRecord:
                continue
            if envelope.time > time:
                return Unit(unit.topic, unit.partition, unit.first, int(record.offset))
        place += len(records)
    return Unit(unit.topic, unit.partition, unit.first, place)
