"""Print what a workspace member needs: third-party requirements, or with --members our own.

    requirements.py services/auth [--members]

The image build installs exactly the first, by hash, and the wheels of the second.
"""

import re
import sys
import tomllib
from pathlib import Path


def projects(root: Path) -> dict[str, list[str]]:
    """Read the name and the requirements of every member under `root`."""
    found = {}
    for path in root.glob("*/**/pyproject.toml"):
        project = tomllib.loads(path.read_text())["project"]
        found[project["name"]] = project.get("dependencies", [])
    return found


def closure(name: str, known: dict[str, list[str]]) -> list[str]:
    """Give the member and every member it stands on."""
    below = [other for other in map(bare, known[name]) if other in known]
    return sorted({name, *(found for other in below for found in closure(other, known))})


def bare(requirement: str) -> str:
    """Give a requirement's name without its extras and version."""
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]


def main() -> None:
    """Print one requirement a line."""
    known = projects(Path())
    name = tomllib.loads(Path(sys.argv[1], "pyproject.toml").read_text())["project"]["name"]
    members = closure(name, known)
    third_party = {one for member in members for one in known[member] if bare(one) not in known}
    sys.stdout.write("\n".join(members if "--members" in sys.argv else sorted(third_party)) + "\n")


if __name__ == "__main__":
    main()
