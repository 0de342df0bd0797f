"""Build the documentation as a site: `python docs/site/build.py [FOLDER]`, by default `.site`.

The pages stay where they are, for whoever reads them beside the code. They are copied with the
same places to each other, so that their links hold, and Zensical makes `FOLDER/html` of them. A
link that leads nowhere ends it with status 1.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SITE = Path(__file__).resolve().parent
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "sandbox", "benchmarks", "docs")
# What pages link to, and show as it is.
FILES = ("deploy/postgres/init.sql",)
SHOWN = {".md", ".png", ".json", ".html", ".js", ".py", ".css"}
ZENSICAL = Path(sys.executable).with_name("zensical")


def gather(target: Path) -> None:
    """Copy every page, and what pages show, to the places that they have here."""
    for name in PAGES:
        place = CHECKOUT / name
        found = [place] if place.is_file() else sorted(place.rglob("*"))
        for file in found:
            is_code = name != "docs" and file.suffix != ".md"
            if file.is_file() and file.suffix in SHOWN and not is_code and SITE not in file.parents:
                _copy(file, target)
    for name in FILES:
        _copy(CHECKOUT / name, target)


def build(folder: Path) -> int:
    """Make the site anew; gives Zensical's exit status."""
    shutil.rmtree(folder, ignore_errors=True)
    gather(folder / "pages")
    shutil.copy(SITE / "mkdocs.yml", folder)
    # Without colours, each letter of a quoted line would else be coloured apart.
    environment = {**os.environ, "NO_COLOR": "1"}
    command = [str(ZENSICAL), "build", "--strict", "-f", str(folder / "mkdocs.yml")]
    return subprocess.run(command, env=environment, check=False).returncode


def _copy(file: Path, target: Path) -> None:
    copied = target / file.relative_to(CHECKOUT)
    copied.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, copied)


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else CHECKOUT / ".site"
    sys.exit(build(chosen.absolute()))
