"""A machine so busy that the page's next frame is drawn late."""

from playwright.async_api import Page

# Preact runs effects after the next frame, or 35 ms later where none is drawn.
HOLD = """() => {
  const held = [];
  const { setTimeout } = window;
  window.requestAnimationFrame = (draw) => held.push(draw);
  window.setTimeout = (call, ms, ...given) =>
    ms < 100 ? held.push(call) : setTimeout(call, ms, ...given);
  window.releaseFrames = () => held.splice(0).forEach((call) => call(performance.now()));
}"""


async def hold_frames(page: Page) -> None:
    """Let no frame be drawn, and nothing that waits for one happen, until `release_frames`."""
    await page.evaluate(HOLD)


async def release_frames(page: Page) -> None:
    """Let everything happen that waited for a frame."""
    await page.evaluate("releaseFrames()")
