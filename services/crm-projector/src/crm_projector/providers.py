"""The registered platforms: what each adds to the tables and to the API.

A new platform is a folder in `project`, a folder in `read`, and a line in `PROVIDERS`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from common.endpoints import Endpoint
from crm_projector.operations import routes as operating
from crm_projector.project.instagram.projection import PROJECTION as INSTAGRAM_PROJECTION
from crm_projector.project.projection import PlatformProjection, Projection
from crm_projector.project.tiktok.projection import PROJECTION as TIKTOK_PROJECTION
from crm_projector.read import routes as reading
from crm_projector.read.instagram.parts import PARTS as INSTAGRAM_PARTS
from crm_projector.read.instagram.routes import ENDPOINTS as INSTAGRAM_ENDPOINTS
from crm_projector.read.parts import Parts
from crm_projector.read.tiktok.parts import PARTS as TIKTOK_PARTS
from crm_projector.read.tiktok.routes import ENDPOINTS as TIKTOK_ENDPOINTS
from crm_projector.stream import routes as streaming


@dataclass(frozen=True, slots=True)
class Provider:
    """A platform's part of the CRM."""

    projection: PlatformProjection
    endpoints: Sequence[Endpoint]
    parts: Parts


PROVIDERS = (
    Provider(TIKTOK_PROJECTION, TIKTOK_ENDPOINTS, TIKTOK_PARTS),
    Provider(INSTAGRAM_PROJECTION, INSTAGRAM_ENDPOINTS, INSTAGRAM_PARTS),
)

PROJECTION = Projection([provider.projection for provider in PROVIDERS])
SAMPLE_TYPES = frozenset(event.TYPE for event in PROJECTION.samples)
PARTS = tuple(provider.parts for provider in PROVIDERS)
ENDPOINTS: tuple[Endpoint, ...] = (
    *reading.ENDPOINTS,
    *(endpoint for provider in PROVIDERS for endpoint in provider.endpoints),
    *streaming.ENDPOINTS,
    *operating.ENDPOINTS,
)
