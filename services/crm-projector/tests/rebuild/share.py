"""A process that rebuilds a share of a test's topics: `python share.py WORLD SHARE`."""

import asyncio
import copy
import json
import sys

from crm_projector.project.consumer import Projector
from crm_projector.providers import PROJECTION
from crm_projector.rebuild.rebuilding import Rebuild
from crm_projector.rebuild.shares import parse_share


async def main(world: str, share: str) -> None:
    """Rebuild, and say what was done."""
    servers, database_url, topics = json.loads(world)
    projection = copy.copy(PROJECTION)
    projection.topics = topics
    making = Rebuild(servers, database_url, Projector(projection))
    sys.stdout.write(json.dumps((await making.run(parse_share(share))).as_dict()))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
