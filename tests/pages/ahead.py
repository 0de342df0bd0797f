"""A browser that loads no page ahead of its being opened, because data is dear."""

from newcomer import Newcomer

DEAR = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"


async def save_data(newcomer: Newcomer) -> None:
    """Let what is opened be all that is loaded."""
    await newcomer.context.add_init_script(DEAR)
