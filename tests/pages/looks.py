"""How a page looks: to a screen reader, and at every width in both colour schemes."""

import os
from functools import cache
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Page
from waiting import require

CHECKOUT = Path(__file__).resolve().parents[2]
AXE = CHECKOUT / "web" / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (320, 768, 1440)
HEIGHT = 900
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
DRAWN = """async () => {
  await document.fonts.ready;
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""
RESIZED = "(height) => document.documentElement.clientHeight === height"
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
VIOLATIONS = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"


async def axe(page: Page) -> None:
    """Raise `Missing` with everything that axe-core finds wrong, in light and in dark."""
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        await page.evaluate(DRAWN)
        # Evaluated from outside: the page's policy would refuse a script of ours.
        await page.evaluate(_axe_core())
        lines = [line for one in await page.evaluate(VIOLATIONS) for line in _read(one)]
        require(not lines, "\n  ".join([f"a page that is accessible in {scheme}:", *lines]))


async def picture(page: Page, name: str) -> None:
    """Take a picture of each width and scheme; a page that is wider than its window is `Missing`.

    They go to `$SCREENSHOTS`, or to `web/.screenshots`, as `<name>-<width>-<scheme>.png`.
    """
    folder = Path(os.environ.get("SCREENSHOTS") or CHECKOUT / "web" / ".screenshots")
    before = page.viewport_size
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": HEIGHT})
        await page.wait_for_function(RESIZED, arg=HEIGHT)
        await page.evaluate(DRAWN)
        # A window as high as the page: what stands at its lower edge is then below everything.
        height = max(HEIGHT, await page.evaluate("document.documentElement.scrollHeight"))
        await page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme)
            await page.evaluate(DRAWN)
            path = folder / f"{name}-{width}-{scheme}.png"
            await page.screenshot(path=path, animations="disabled", caret="hide")
        overflow = await page.evaluate(OVERFLOW)
        require(overflow <= 0, f"{name} within {width} px; it is {overflow} px wider")
    if before:
        await page.set_viewport_size(before)


@cache
def _axe_core() -> str:
    return AXE.read_text()


def _read(violation: dict[str, Any]) -> list[str]:
    """Give what is wrong, and under it each place with the reason."""
    places = [
        f"  {' '.join(map(str, node['target']))}: {node['failureSummary'].splitlines()[-1].strip()}"
        for node in violation["nodes"]
    ]
    return [f"{violation['id']} ({violation['impact']}): {violation['help']}", *places]
