"""Appending a refused record again, for its group only: intended first, then done, never twice."""

import asyncio
from dataclasses import dataclass
from hashlib import sha256

from aiokafka import AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from common.dead_letters import DeadLetter, Edit, Redriven
from common.errors import Conflict
from common.kafka_access import reached_at
from common.log_reader import LogReader, open_log
from common.logs import get_logger
from common.postgres import Pool
from common.publisher import WAIT, NotPublished
from crm_projector.operations.redrives import Outcome, Redrive, Redrives, Refused

log = get_logger(__name__)


class AlreadyRedriven(Conflict):
    """The record was appended again before; once more would help nobody."""

    kind = "already-redriven"


@dataclass(frozen=True, slots=True)
class Redriver:
    """Redrives letters; several of them, in several processes, do no harm to each other."""

    pool: Pool
    servers: str

    async def redrive(self, letter: DeadLetter, edit: Edit, by: str) -> Redrive:
        """Append the record to the partition where it was refused; `by` says who wants it.

        Raises `NotRedrivable`, `AlreadyRedriven`, and `NotPublished` where Kafka may have it or
        not: asked again, it is looked for before anything is appended.
        """
        record = Redriven.of(letter, edit)
        refused = Refused(record.group, record.origin)
        async with open_log(self.servers) as reader:
            end = await _end(reader, record)
            async with self.pool.connection() as connection:
                await Redrives(connection).intend(refused, by, end)
            async with self.pool.connection() as connection:
                redrives = Redrives(connection)
                held = await redrives.lock(refused)
                if held.redriven_offset is not None:
                    raise AlreadyRedriven(_sentence(letter, held))
                outcome = await _found(reader, record, held.log_end, letter)
                if outcome is None:
                    offset = await self._append(record)
                    outcome = Outcome(offset, bool(edit), sha256(record.value).hexdigest())
                await redrives.done(refused, by, outcome)
                done = await redrives.lock(refused)
        place = {"topic": record.origin.topic, "partition": record.origin.partition}
        log.info("redriven", **place, offset=record.origin.offset, group=record.group)
        return done

    async def _append(self, record: Redriven) -> int:
        """Append to the refused record's own partition, so that its key keeps its order."""
        producer = AIOKafkaProducer(
            **reached_at(self.servers),
            acks="all",
            enable_idempotence=False,
            request_timeout_ms=3_000,
        )
        try:
            async with asyncio.timeout(2 * WAIT), producer:
                origin, headers = record.origin, list(record.headers)
                sent = await producer.send_and_wait(
                    origin.topic,
                    record.value,
                    key=record.key,
                    partition=origin.partition,
                    headers=headers,
                )
        except (KafkaError, TimeoutError) as error:
            reason = type(error).__name__
            raise NotPublished(f"Kafka did not acknowledge ({reason}); redrive again.") from error
        return int(sent.offset)


def _sentence(letter: DeadLetter, held: Redrive) -> str:
    return (
        f"{letter.place} was redriven by {held.requested_by} at {held.redriven_at:%Y-%m-%d %H:%M}"
        f" UTC: it is {held.topic}/{held.partition}/{held.redriven_offset} now."
    )


async def _end(reader: LogReader, record: Redriven) -> int:
    partition = _partition(record)
    return (await reader.spans([partition]))[partition][1]


async def _found(
    reader: LogReader, record: Redriven, since: int, letter: DeadLetter
) -> Outcome | None:
    """Look for the record behind the place where the log ended when it was first intended."""
    partition = _partition(record)

    def outcome(one: ConsumerRecord) -> Outcome | None:
        if not record.is_in(one):
            return None
        value = one.value or b""
        return Outcome(int(one.offset), value != letter.value, sha256(value).hexdigest())

    start, end = (await reader.spans([partition]))[partition]
    read = await reader.read({partition: (max(start, since), end)}, outcome)
    return next(filter(None, read[partition]), None)


def _partition(record: Redriven) -> TopicPartition:
    return TopicPartition(record.origin.topic, record.origin.partition)
