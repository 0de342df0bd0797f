"""A pytest plugin: run the tests that a reference page names, and print the page's table with them.

`pytest -p by_page --page docs/reference/faults.md` runs nothing else. A row is `passed` if each of
its tests ran and passed. A test that is named and did not run fails the run.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROW = re.compile(r"^\| ([FS]\d\d) \|(.+)\|$", re.MULTILINE)
NAME = re.compile(r"`(test_\w+)`")
SAW = "saw"
SHOWN = 100


@dataclass(frozen=True)
class Row:
    """One line of the page: its number, its words, and the tests that it names."""

    number: str
    about: str
    tests: tuple[str, ...]
    note: str

    @classmethod
    def read(cls, number: str, rest: str) -> "Row":
        """Read `about | … | tests`; without a test the last cell says why there is none."""
        cells = [cell.strip() for cell in rest.split("|")]
        last = cells[-1]
        tests = () if last.startswith("not shown") else tuple(NAME.findall(last))
        return cls(number, cells[0], tests, "" if tests else last)


def rows_of(page: Path) -> list[Row]:
    """Read the rows of a page, in their order."""
    return [Row.read(number, rest) for number, rest in ROW.findall(page.read_text())]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the page."""
    parser.addoption("--page", type=Path, required=True, help="the page that names the tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep only what the page names."""
    wanted = {name for row in rows_of(config.getoption("page")) for name in row.tests}
    kept = [item for item in items if _name(item.nodeid) in wanted]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail if a named test was not found: a test that did not run has shown nothing."""
    if session.config.getoption("collectonly") or hasattr(session.config, "workerinput"):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    missing = _missing(rows_of(session.config.getoption("page")), _ran(reporter))
    if missing and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print each row: what became of it, what was seen, and how long it took."""
    config = terminalreporter.config
    rows, ran = rows_of(config.getoption("page")), _ran(terminalreporter)
    terminalreporter.section(config.getoption("page").stem)
    for row in rows:
        reports = [report for name in row.tests for report in ran.get(name, ())]
        outcome = _outcome(row, ran)
        seconds = sum(report.duration for report in reports)
        terminalreporter.write_line(
            f"{row.number}  {outcome:<9}  {len(reports):>3} tests  {seconds:7.1f} s  {row.about}"
        )
        for line in [row.note] if row.note else _seen(reports):
            terminalreporter.write_line(f"     {line[:SHOWN]}")
    for name in _missing(rows, ran):
        terminalreporter.write_line(f"did not run: {name}")


def _outcome(row: Row, ran: Mapping[str, Sequence[pytest.TestReport]]) -> str:
    if not row.tests:
        return "not shown"
    whole = all(ran.get(name) for name in row.tests)
    good = all(report.passed for name in row.tests for report in ran.get(name, ()))
    return "passed" if whole and good else "FAILED"


def _ran(
    reporter: pytest.TerminalReporter | None,
) -> dict[str, list[pytest.TestReport]]:
    """Give the reports of each test by its name: its call, or the step before that failed."""
    found: dict[str, list[pytest.TestReport]] = {}
    for outcome in ("passed", "failed", "error"):
        for report in reporter.stats.get(outcome, ()) if reporter else ():
            if report.when == "call" or report.failed:
                found.setdefault(_name(report.nodeid), []).append(report)
    return found


def _missing(rows: Sequence[Row], ran: Mapping[str, object]) -> list[str]:
    return sorted({name for row in rows for name in row.tests} - set(ran))


def _seen(reports: Sequence[pytest.TestReport]) -> list[str]:
    said = (str(text) for one in reports for name, text in one.user_properties if name == SAW)
    return list(dict.fromkeys(said))


def _name(nodeid: str) -> str:
    return nodeid.rpartition("::")[2].partition("[")[0]
