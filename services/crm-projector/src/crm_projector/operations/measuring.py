"""The lag of every group and the number of dead letters, as gauges.

A consumer that is gone, or that is stuck, tells nothing of what has come since. So this is measured
beside them, by each process of the API: each gives the same answer.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from prometheus_client import Gauge

from common.errors import Unavailable
from common.leader_gauge import LeaderGauge
from common.log_reader import open_log
from common.logs import get_logger
from crm_projector.operations import metrics
from crm_projector.operations.consumers import Consumers, Lag
from crm_projector.operations.handlers import Operations
from crm_projector.operations.letters import DeadLetters

log = get_logger(__name__)
EVERY_SECONDS = 10.0
FORGOTTEN_SECONDS = 60.0
Series = tuple[Gauge, tuple[str, ...]]


@dataclass(slots=True)
class Measuring:
    """Measures again and again; what could not be measured for a minute is not shown any more."""

    consumers: Consumers
    letters: DeadLetters
    _shown: dict[Series, LeaderGauge] = field(default_factory=dict)

    @classmethod
    def of(cls, operations: Operations) -> "Measuring":
        """Measure what operators may ask for."""
        return cls(operations.consumers, operations.letters)

    async def run(self) -> None:
        """Measure for ever; Kafka may be away meanwhile."""
        while True:
            try:
                await self.measure()
            except Unavailable as error:
                log.info("lag not measured", reason=str(error))
            await asyncio.sleep(EVERY_SECONDS)

    async def measure(self) -> None:
        """Measure once; raises `Unavailable`."""
        for (group, topic), lags in _by_reader(await self.consumers.lags()).items():
            self._show(metrics.GROUP_LAG_RECORDS, (group, topic), sum(one.records for one in lags))
            oldest = max(one.seconds for one in lags)
            self._show(metrics.GROUP_LAG_SECONDS, (group, topic), oldest)
        for topic, count in (await self._letters()).items():
            self._show(metrics.DEAD_LETTER_RECORDS, (topic,), count)

    async def _letters(self) -> dict[str, int]:
        async with open_log(self.letters.servers) as reader:
            spans = await reader.spans(await reader.existing(self.letters.topics))
        counts = dict.fromkeys(self.letters.topics, 0)
        for partition, (start, end) in spans.items():
            counts[partition.topic] += end - start
        return counts

    def _show(self, gauge: Gauge, labels: tuple[str, ...], value: float) -> None:
        series = self._shown.get((gauge, labels))
        if series is None:
            series = LeaderGauge(gauge, *labels, seconds=FORGOTTEN_SECONDS)
            self._shown[gauge, labels] = series
        series.set(value)


def _by_reader(lags: Sequence[Lag]) -> dict[tuple[str, str], list[Lag]]:
    found: dict[tuple[str, str], list[Lag]] = defaultdict(list)
    for lag in lags:
        found[lag.group, lag.partition.topic].append(lag)
    return found
