"""Serves test media for platforms to download: as slow or as broken as a test asks for."""

import asyncio
from contextlib import suppress
from http import HTTPStatus

from aiohttp import web

from sandbox.stage.control.requests import read_body
from sandbox.stage.media.samples import TYPES, Sample, sample_named
from sandbox.stage.stage import ADDRESS, STAGE

LOOK_AGAIN = 0.05  # seconds


async def serve_media(request: web.Request) -> web.StreamResponse:
    """Stream the file of that name; where nobody described one, its suffix decides."""
    name = request.match_info["name"]
    sample = request.app[STAGE].samples.get(name) or sample_named(name)
    if sample.redirect_to is not None:
        headers = {"Location": sample.redirect_to}
        return web.Response(status=HTTPStatus.FOUND, headers=headers)
    if sample.status != HTTPStatus.OK:
        return web.Response(status=sample.status)
    response = web.StreamResponse(headers={"Content-Type": TYPES[sample.kind]})
    response.content_length = sample.size
    await response.prepare(request)
    await _stream(request, response, sample)
    return response


async def _stream(request: web.Request, response: web.StreamResponse, sample: Sample) -> None:
    sent = 0
    for part in sample.parts():
        if sample.cut_after is not None and sent >= sample.cut_after and request.transport:
            request.transport.abort()
            return
        if sample.stall_after is not None and sent >= sample.stall_after:
            await _silence(request)
            return
        await response.write(part)
        sent += len(part)
        if sample.bytes_per_second:
            await asyncio.sleep(len(part) / sample.bytes_per_second)


async def _silence(request: web.Request) -> None:
    """Send nothing more for as long as the client stays connected."""
    never_set = asyncio.Event()
    while request.transport is not None and not request.transport.is_closing():
        with suppress(TimeoutError):
            await asyncio.wait_for(never_set.wait(), LOOK_AGAIN)


async def put_media(request: web.Request) -> web.Response:
    """Describe the file that `/media/{name}` serves from now on."""
    name = request.match_info["name"]
    default = sample_named(name).model_dump()
    body = await read_body(request, Sample)
    sample = Sample.model_validate({**default, **body.model_dump(exclude_unset=True)})
    request.app[STAGE].samples[name] = sample
    url = f"{request.app[ADDRESS]}/media/{name}"
    return web.json_response({"url": url, **sample.model_dump()})


async def get_media(request: web.Request) -> web.Response:
    """Every file that a test described."""
    samples = request.app[STAGE].samples
    return web.json_response({name: sample.model_dump() for name, sample in samples.items()})


ROUTES = (
    web.get("/media/{name}", serve_media, allow_head=False),
    web.get("/control/media", get_media),
    web.put("/control/media/{name}", put_media),
)
