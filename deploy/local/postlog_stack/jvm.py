"""Kafka's jars, the JVM that runs them, and the archive that lets it start in half the time."""

import hashlib
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from . import tools
from .errors import StackError
from .layout import cache, one_at_a_time

POM = Path(__file__).resolve().parents[1] / "pom.xml"
HOME = cache() / "kafka-4.3.1"
LIBS = HOME / "libs"
# A light compiler and a small heap: a broker that starts in a second and serves one machine.
OPTIONS = (
    "-Xms128m",
    "-Xmx384m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
)
Train = Callable[[Path, tuple[str, ...]], None]


def command(options: tuple[str, ...], *arguments: str) -> tuple[str, ...]:
    """Give the command line that runs one of Kafka's classes."""
    # An archive is valid for exactly the class path it was made with: explicit and sorted.
    class_path = ":".join(sorted(str(jar) for jar in LIBS.glob("*.jar")))
    return (str(tools.java()), *OPTIONS, *options, "-cp", class_path, *arguments)


def with_archive() -> tuple[str, ...]:
    """Give the options that use the archive."""
    return ("-Xshare:auto", f"-XX:SharedArchiveFile={_archive()}")


def run(*arguments: str) -> None:
    """Run one of Kafka's tools to its end."""
    run_program(*command(with_archive() if _archive().exists() else (), *arguments))


def run_until(server: tuple[str, ...], check: Callable[[], None], deadline: float = 60) -> None:
    """Run a server until the check passes, then end it and wait for that."""
    end = time.monotonic() + deadline
    with subprocess.Popen(server, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while reason := _why_not(check):
            if time.monotonic() > end or process.poll() is not None:
                process.kill()
                raise StackError(f"Kafka did not start: {reason}")
            time.sleep(0.1)
        process.terminate()


def ensure_jars() -> None:
    """Fetch Kafka's jars once."""
    fetched(POM, HOME)


def fetched(pom: Path, home: Path) -> Path:
    """Fetch the jars of a pom once, and give their folder; who comes meanwhile waits."""
    with one_at_a_time(home):
        libs = home / LIBS.name
        if not libs.exists():
            print(f"{home.name}: fetching its jars with Maven, once", flush=True)
            with tempfile.TemporaryDirectory(dir=home) as scratch:
                target = Path(scratch, libs.name)
                goal = ("dependency:copy-dependencies", "-DincludeScope=runtime")
                call = (str(tools.maven()), "-q", "-B", "-f", str(pom), *goal)
                run_program(*call, f"-DoutputDirectory={target}")
                target.rename(libs)
        return libs


def ensure_archive(train: Train) -> None:
    """Make the class-data archive once, by `train` running a broker that records one."""
    with one_at_a_time(HOME):
        archive = _archive()
        if archive.exists():
            return
        print("kafka: recording its classes for faster starts, once", flush=True)
        with tempfile.TemporaryDirectory(dir=HOME) as scratch:
            fresh = Path(scratch, archive.name)
            # https://docs.oracle.com/en/java/javase/17/vm/class-data-sharing.html
            train(Path(scratch), (f"-XX:ArchiveClassesAtExit={fresh}",))
            fresh.rename(archive)


def _archive() -> Path:
    """Name the archive after the JVM that made it: another one could not use it."""
    library = tools.java().resolve().parents[1] / "lib" / "server" / "libjvm.so"
    mark = f"{library} {library.stat().st_mtime_ns}"
    return HOME / f"classes-{hashlib.sha256(mark.encode()).hexdigest()[:12]}.jsa"


def run_program(*arguments: str) -> None:
    """Run a program to its end; raises `StackError` with its last words if it fails."""
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StackError(f"{Path(arguments[0]).name} failed: {(done.stdout + done.stderr)[-800:]}")


def _why_not(check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as error:
        return repr(error)
    return ""
