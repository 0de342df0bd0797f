"""The registered platforms: what each adds to the tables and to the API.

A new platform is a folder in `project`, a folder in `read`, and a line in `PROVIDERS`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from common.endpoints import Endpoint
from crm_projector.project.instagram.projection import PROJECTION as INSTAGRAM_PROJECTION
from crm_projector.project.projection import PlatformProjection, Projection
from crm_projector.project.tiktok.projection import PROJECTION as TIKTOK_PROJECTION
from crm_projector.read import routes as reading
from crm_projector.read.tiktok.routes import ENDPOINTS as TIKTOK_ENDPOINTS
from crm_projector.stream import routes as streaming


@dataclass(frozen=True, slots=True)
class Provider:
    """A platform's part of the CRM."""

    projection: PlatformProjection
    endpoints: Sequence[Endpoint]


PROVIDERS = (
    Provider(TIKTOK_PROJECTION, TIKTOK_ENDPOINTS),
    Provider(INSTAGRAM_PROJECTION, ()),
)

PROJECTION = Projection([provider.projection for provider in PROVIDERS])
SAMPLE_TYPES = frozenset(event.TYPE for event in PROJECTION.samples)
ENDPOINTS: tuple[Endpoint, ...] = (
    *reading.ENDPOINTS,
    *(endpoint for provider in PROVIDERS for endpoint in provider.endpoints),
    *streaming.ENDPOINTS,
)
