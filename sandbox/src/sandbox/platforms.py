"""The platforms that the sandbox simulates; nothing else outside their folders names one."""

from sandbox.instagram.platform import Instagram
from sandbox.stage.platform import Platform
from sandbox.tiktok.platform import TikTok

PLATFORMS: tuple[type[Platform], ...] = (Instagram, TikTok)
