"""`make doctor`: what is wrong with an app of one's own, in words, without touching an account."""

import shutil
from collections.abc import Iterator

from . import settings
from .errors import StackError
from .findings import Finding
from .platforms import PLATFORMS

TOOLS = ("java", "mvn", "initdb", "nginx")


def examine() -> int:
    """Print every finding; the status is 1 where something is wrong."""
    findings, given = list(_machine()), settings.overrides()
    for platform in PLATFORMS:
        if platform.is_simulated(given):
            text = f".env leads {platform.title} to a simulator: the platform's rules say nothing."
            findings.append(Finding("note", text))
        elif platform.has_real_app(given):
            findings += [*platform.examine(given), *platform.examine_network(given)]
        else:
            text = f"No app of your own in .env: the sandbox plays {platform.title}."
            findings.append(Finding("ok", text))
        findings += platform.examine_store(given)
    for finding in findings:
        print(finding)
    return int(any(finding.verdict == "WRONG" for finding in findings))


def refuse_unusable_app() -> None:
    """Start nothing with half an app: the rest would be the sandbox's, its known secret too."""
    given = settings.overrides()
    for platform in PLATFORMS:
        if not platform.has_real_app(given) or platform.is_simulated(given):
            continue
        wrong = [found.text for found in platform.examine(given) if found.verdict == "WRONG"]
        if wrong:
            raise StackError(f"{wrong[0]} `make doctor` says more.")


def _machine() -> Iterator[Finding]:
    for tool in TOOLS:
        found = shutil.which(tool) or shutil.which(
            tool, path="/usr/sbin:/usr/lib/postgresql/15/bin"
        )
        yield (
            Finding("ok", f"{tool}: {found}")
            if found
            else Finding("note", f"{tool} is missing; on Debian, as root, `make run` installs it.")
        )
