"""The gateway gives the pages for every address that they know, and for no other."""

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
GATEWAY = (CHECKOUT / "deploy/gateway/default.conf.template").read_text()
PAGES = re.search(r"location ~ (\^/\(sign-in\S+) \{\s+rewrite \^ /index.html", GATEWAY)
OF_APP = re.findall(r'<Route path="([^"]+)"', (CHECKOUT / "web/src/app.tsx").read_text())
OF_PLATFORMS = [
    path
    for module in (CHECKOUT / "web/src/platforms").glob("*/platform.ts")
    for path in re.findall(r"\{ path: '([^']+)', load", module.read_text())
]
EXAMPLES = {":platform": "tiktok", ":external_id?": "a|b:c d/e", ":page?": "publish-instagram"}


def example(path: str) -> str:
    """Give an address of a route."""
    return re.sub(r":\w+\??", lambda name: EXAMPLES.get(name.group(), "0af1-2b"), path)


@pytest.mark.parametrize("path", [*OF_APP, *OF_PLATFORMS])
def test_the_gateway_gives_the_page_of_each_address(path: str) -> None:
    assert PAGES is not None

    assert re.search(PAGES[1], example(path))


def test_another_address_is_no_page() -> None:
    assert PAGES is not None

    assert not re.search(PAGES[1], "/sign-in/x")
    assert not re.search(PAGES[1], "/nothing")


def test_what_the_document_loads_by_name_is_served() -> None:
    served = re.search(r"location ~ (\^/\(\[\\w-\]\S+) \{", GATEWAY)
    assert served is not None

    loaded = re.findall(r'(?:src|href)="(/[^"]+)"', (CHECKOUT / "web/index.html").read_text())

    assert loaded
    assert [one for one in loaded if "/src/" not in one and not re.search(served[1], one)] == []
