"""Programs that the machine must have: found, or installed where that is allowed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from .errors import StackError
from .layout import cache, one_at_a_time

# The server, and what its pages load in a browser.
PROMETHEUS = (
    "prometheus",
    "fonts-glyphicons-halflings",
    "libjs-bootstrap4",
    "libjs-d3",
    "libjs-eonasdan-bootstrap-datetimepicker",
    "libjs-jquery",
    "libjs-jquery-hotkeys",
    "libjs-moment",
    "libjs-moment-timezone",
    "libjs-mustache",
    "libjs-popper.js",
    "libjs-rickshaw",
)


def java() -> Path:
    """Find Java 17 or newer, which Kafka 4 needs."""
    return _need("Java 17 or newer", "openjdk-17-jre-headless", _find_java)


def maven() -> Path:
    """Find Maven, which fetches Kafka's jars once."""
    return _need("Maven", "maven", lambda: _which("mvn"))


def postgres_bin() -> Path:
    """Find the directory of PostgreSQL's server programs, the newest where there are several."""
    return _need("PostgreSQL", "postgresql", _find_postgres)


def nginx() -> Path:
    """Find nginx, the gateway."""
    return _need("nginx", "nginx-light", lambda: _which("nginx"))


def chromium() -> Path:
    """Find Chromium, in which the pages are tested."""
    return _need("Chromium", "chromium", lambda: _which("chromium") or _which("chromium-browser"))


def prometheus_bin() -> Path:
    """Find the directory of Prometheus and promtool; Debian's package is unpacked, not installed.

    Installed, it would start a server of its own at once, and with every boot.
    """
    if found := _which("prometheus"):
        return found.parent
    unpacked = cache() / "prometheus"
    with one_at_a_time(unpacked):
        if not (unpacked / "usr").exists():
            _unpack(PROMETHEUS, unpacked)
    return unpacked / "usr" / "bin"


def _which(name: str) -> Path | None:
    # Debian keeps servers in sbin, which an ordinary user's PATH may lack.
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    return Path(found) if found else None


def _find_java() -> Path | None:
    homes = [Path(home) / "bin/java" for home in [os.environ.get("JAVA_HOME", "")] if home]
    on_path = [path] if (path := _which("java")) else []
    candidates = [*homes, *on_path, *sorted(Path("/usr/lib/jvm").glob("*/bin/java"))]
    return next((path for path in candidates if _java_version(path) >= 17), None)


def _java_version(java: Path) -> int:
    """Read the version from the installation itself: asking `java -version` costs a JVM start."""
    release = java.resolve().parents[1] / "release"
    if not release.exists():
        return 0
    for line in release.read_text().splitlines():
        if line.startswith("JAVA_VERSION="):
            return int(line.split('"')[1].split(".")[0])
    return 0


def _find_postgres() -> Path | None:
    debian = [
        path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()
    ]
    if debian:
        return max(debian, key=lambda path: int(path.parent.name))
    on_path = _which("initdb")
    return on_path.resolve().parent if on_path else None


def _need(what: str, package: str, find: Callable[[], Path | None]) -> Path:
    if found := find():
        return found
    if os.getuid() != 0 or not shutil.which("apt-get"):
        raise StackError(f"{what} is missing: install it (Debian: apt-get install {package})")
    _apt_install(what, package)
    if found := find():
        return found
    raise StackError(f"{what} is still missing after apt-get install {package}")


def _unpack(packages: Sequence[str], target: Path) -> None:
    """Fetch Debian packages and unpack their `usr`; the machine itself is left as it is."""
    first = packages[0]
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise StackError(f"{first} is missing, and there is no apt-get that could fetch it")
    print(f"{first} is missing: fetching Debian's package, once", flush=True)
    with tempfile.TemporaryDirectory(dir=target) as folder:
        _fetch(packages, Path(folder))
        for fetched in Path(folder).glob("*.deb"):
            _run_quietly("dpkg-deb", "-x", str(fetched), folder)
        Path(folder, "usr").rename(target / "usr")


def _fetch(packages: Sequence[str], folder: Path) -> None:
    """Download them; the lists of packages are renewed where they do not name them any more."""
    download = ("apt-get", "-qq", "download", *packages)
    try:
        _run_quietly(*download, folder=folder)
    except StackError:
        if os.getuid() != 0:
            raise
        _run_quietly("apt-get", "-qq", "update")
        _run_quietly(*download, folder=folder)


def _run_quietly(*command: str, folder: Path | None = None) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise StackError(f"{' '.join(command)} failed: {done.stderr.strip()[-300:]}")


def _apt_install(what: str, package: str) -> None:
    print(f"{what} is missing: installing {package} with apt-get", flush=True)
    _run_quietly("apt-get", "-qq", "update")
    _run_quietly("apt-get", "-qq", "install", "-y", "--no-install-recommends", package)
    service = {"nginx-light": "nginx", "postgresql": "postgresql"}.get(package)
    if service:
        # Debian starts a new server at once, on the ports that the stack may want.
        subprocess.run(["service", service, "stop"], capture_output=True, check=False)
