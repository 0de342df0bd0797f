"""The misbehaving server, and a client that speaks to it."""

from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from platforms.tiktok.app import TikTokApp
from platforms.tiktok.client import TikTok

from .support import Platform, serving


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    platform = Platform()
    async with serving(platform):
        yield platform


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def app(platform: Platform) -> TikTokApp:
    return TikTokApp(
        client_key="aw1",
        client_secrets=("cnry-secret",),
        api_url=platform.url,
        upload_hosts=(f"127.0.0.1:{platform.port}",),
    )


@pytest.fixture
def tiktok(session: aiohttp.ClientSession, app: TikTokApp) -> TikTok:
    return TikTok(session, app)


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """The spans of one test; a process has one provider, whoever made it."""
    kept, provider = InMemorySpanExporter(), trace.get_tracer_provider()
    if not isinstance(provider, TracerProvider):
        provider = TracerProvider()
        trace.set_tracer_provider(provider)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    yield kept
    kept.shutdown()
