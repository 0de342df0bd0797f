"""The documentation as a site: built without the internet, whole, and found from the first page."""

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
# What a page may lead to elsewhere, and never load from there.
LEADING = {"a"}


class Page(HTMLParser):
    """What a page links to, loads, and can be linked at."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.anchors: set[str] = set()
        self.feed(file.read_text())

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note addresses and anchors."""
        given = {name: value for name, value in attributes if value}
        self.links += [(tag, given[name]) for name in ("href", "src") if name in given]
        self.anchors |= {given[name] for name in ("id", "name") if name in given}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build it; a proxy that nobody listens at keeps everything from the internet."""
    folder = tmp_path_factory.mktemp("site")
    nowhere = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    command = [sys.executable, str(CHECKOUT / "docs" / "site" / "build.py"), str(folder)]
    done = subprocess.run(command, env=nowhere, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "html"


def pages(site: Path) -> dict[Path, Page]:
    """Read every page that was made of one of ours."""
    return {file: Page(file) for file in site.rglob("*.html") if "examples" not in file.parts}


def local(site: Path, file: Path, link: str) -> tuple[Path, str]:
    """Give the file and the anchor that a link leads to."""
    parts = urlsplit(link)
    start = site if parts.path.startswith("/") else file.parent
    path = (start / unquote(parts.path).lstrip("/")).resolve() if parts.path else file
    return (path / "index.html" if path.is_dir() else path), unquote(parts.fragment)


def broken(site: Path) -> Iterator[str]:
    """Tell each link that leads nowhere."""
    read = pages(site)
    for file, page in read.items():
        for _, link in page.links:
            if urlsplit(link).scheme or link.startswith("//"):
                continue
            target, anchor = local(site, file, link)
            if not target.exists():
                yield f"{file.relative_to(site)}: {link}"
            elif anchor and target in read and anchor not in read[target].anchors:
                yield f"{file.relative_to(site)}: {link} has no such place"


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    assert list(broken(site)) == []


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    loaded = {
        link
        for page in pages(site).values()
        for tag, link in page.links
        if tag not in LEADING and (urlsplit(link).scheme or link.startswith("//"))
    }

    assert loaded - {"https://zensical.org/"} == set()


def test_every_page_can_be_searched(site: Path) -> None:
    index = (site / "search.json").read_text()

    assert all(word in index for word in ("BROKERS=3", "Try again", "min.insync.replicas"))


def test_every_page_for_a_reader_is_listed_by_reader() -> None:
    listed = set(re.findall(r"\]\(([^)#]+)\)", (CHECKOUT / "docs" / "README.md").read_text()))
    kept = {"decisions", "screenshots", "examples", "reference", "legal", "runbooks"}
    docs = CHECKOUT / "docs"
    written = {
        str(file.relative_to(docs))
        for file in docs.rglob("*.md")
        if file.name != "README.md" and not kept & set(file.relative_to(docs).parts)
    }

    assert written - listed == set()
