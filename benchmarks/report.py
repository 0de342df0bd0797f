"""Figures of runs that take turns: the middle one with its spread, as a table and as JSON.

Only ratios of one run count: on a machine with neighbours a rate says little by itself. So the
contestants take turns, and a ratio is made within each round before the rounds are compared.
"""

import json
import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

Figures = Mapping[str, float]
Contestants = Mapping[str, Callable[[], Figures]]


@dataclass(frozen=True)
class Spread:
    """The middle of several rounds, the lowest and the highest."""

    middle: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, values: list[float]) -> "Spread":
        """Take it from the rounds' values."""
        return cls(median(values), min(values), max(values))

    def __str__(self) -> str:
        return f"{_short(self.middle)} ({_short(self.lowest)}-{_short(self.highest)})"


@dataclass(frozen=True)
class Case:
    """One load, and what each contestant did under it, round by round."""

    name: str
    rounds: Mapping[str, list[Figures]]

    def spread(self, contestant: str, figure: str) -> Spread:
        """Give one figure of a contestant over all rounds."""
        return Spread.of([figures[figure] for figures in self.rounds[contestant]])

    def ratio(self, contestant: str, peer: str, figure: str) -> Spread:
        """Divide a contestant's figure by its peer's, in each round."""
        pairs = zip(self.rounds[contestant], self.rounds[peer], strict=True)
        return Spread.of([mine[figure] / theirs[figure] for mine, theirs in pairs])


@dataclass
class Report:
    """All cases of a benchmark; ratios are to `peer`, by the figure called `rate` and by others."""

    title: str
    peer: str
    rate: str
    cases: list[Case] = field(default_factory=list)
    others: Sequence[str] = ()

    def measure(self, name: str, rounds: int, contestants: Contestants) -> Case:
        """Let the contestants take turns for so many rounds; each gives its figures."""
        found: dict[str, list[Figures]] = {one: [] for one in contestants}
        for _ in range(rounds):
            for one, run in contestants.items():
                found[one].append(run())
        case = Case(name, found)
        self.cases.append(case)
        return case

    def table(self) -> str:
        """Write it for a person, as Markdown."""
        return "\n".join((f"{self.title}: {machine()}", "", *self._rows()))

    def _rows(self) -> Iterator[str]:
        figures = list(next(iter(self.cases[0].rounds.values()))[0])
        compared = [self.rate, *self.others]
        yield _row(["", "", *figures, *(f"{one} to {self.peer}" for one in compared)])
        yield _row(["---"] * (2 + len(figures) + len(compared)))
        for case in self.cases:
            for one in case.rounds:
                spreads = [str(case.spread(one, figure)) for figure in figures]
                ratios = [str(case.ratio(one, self.peer, figure)) for figure in compared]
                yield _row([case.name, one, *spreads, *ratios])

    def write_json(self, path: Path) -> None:
        """Write every round's figures for a program."""
        cases: dict[str, Any] = {case.name: dict(case.rounds) for case in self.cases}
        told = {"title": self.title, "machine": machine(), "peer": self.peer, "cases": cases}
        path.write_text(json.dumps(told, indent=2) + "\n")


def machine() -> str:
    """Say when and where this runs, and how busy it is there."""
    models = [
        line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    model = models[0].partition(":")[2].strip() if models else platform.machine()
    load = os.getloadavg()[0]
    python = platform.python_version()
    now = datetime.now(UTC)
    return f"{now:%Y-%m-%d %H:%M} UTC, {os.cpu_count()} x {model}, Python {python}, load {load:.1f}"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _short(value: float) -> str:
    """Write three digits that count, and no more after the point than they need."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
