"""The registered platforms: a module and a line each."""

from postlog_stack.platform import StackPlatform

from .instagram import INSTAGRAM
from .tiktok import TIKTOK

PLATFORMS: tuple[StackPlatform, ...] = (TIKTOK, INSTAGRAM)
