"""`rupload.facebook.com`: takes the bytes of a video, whole or from where they broke off."""

import json
from http import HTTPStatus

from aiohttp import web

from sandbox.instagram.graph.access import account_for
from sandbox.instagram.graph.answers import Answer, GraphRefused, refusal_answer
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.responses import respond
from sandbox.instagram.permissions import PUBLISH
from sandbox.instagram.publishing.containers import Container
from sandbox.instagram.publishing.creation import process_video
from sandbox.instagram.publishing.files import NotFetched, fetcher_of
from sandbox.instagram.world import WORLD, World
from sandbox.stage.journal import NOTE, note
from sandbox.stage.media.probe import Facts

BLOCK = 256 * 1024


class UploadRefused(Exception):
    """The bytes are not taken; the text says why."""

    def __init__(self, reason: str, *, retriable: bool) -> None:
        super().__init__(reason)
        self.retriable = retriable


async def upload(request: web.Request) -> web.Response:
    """Take bytes, or fetch them from `file_url`."""
    world, version = request.app[WORLD], request.match_info["version"]
    try:
        container = _container(request, world)
        facts = await _take(request, world, container)
    except GraphRefused as refusal:
        request[NOTE].effect = refusal.name()
        return respond(refusal_answer(refusal), version, {})
    except UploadRefused as refusal:
        request[NOTE].effect = "upload_refused"
        return respond(_failed(refusal), version, {})
    process_video(world, container, facts)
    return respond(Answer({"success": True, "message": "Upload successful."}), version, {})


def _failed(refusal: UploadRefused) -> Answer:
    debug = {
        "retriable": refusal.retriable,
        "type": "ProcessingFailedError",
        "message": json.dumps({"success": False, "error": {"message": str(refusal)}}),
    }
    return Answer({"debug_info": debug}, HTTPStatus.BAD_REQUEST)


def _container(request: web.Request, world: World) -> Container:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    container_id = request.match_info["container"]
    note(request, container=container_id)
    if scheme != "OAuth":
        raise GraphRefused(190, "Invalid OAuth access token - Cannot parse access token")
    container = world.content.containers.find(container_id)
    if container is None or not container.wish.is_resumable:
        raise GraphRefused(24, "The requested resource does not exist", 2207008)
    version = request.match_info["version"]
    call = Call(world, "facebook", "POST", request.path, {}, token.strip(), version)
    account_for(call, container.account_id, PUBLISH)
    if container.ready_at is not None:
        raise UploadRefused("The bytes are there already", retriable=False)
    return container


async def _take(request: web.Request, world: World, container: Container) -> Facts:
    if url := request.headers.get("file_url"):
        try:
            return await fetcher_of(world).fetch(url, None)
        except NotFetched as error:
            container.failed_with = error.subcode
            raise UploadRefused("The file could not be fetched", retriable=False) from error
    offset, size = _number(request, "offset"), _number(request, "file_size")
    upload_so_far = container.upload
    if offset != upload_so_far.probe.size:
        reason = f"The offset must be {upload_so_far.probe.size}"
        raise UploadRefused(reason, retriable=True)
    upload_so_far.announced = size
    try:
        async for part in request.content.iter_chunked(BLOCK):
            upload_so_far.probe.feed(part)
    except ConnectionError as error:
        raise UploadRefused("The connection was lost", retriable=True) from error
    return _complete(container)


def _complete(container: Container) -> Facts:
    received, announced = container.upload.probe.size, container.upload.announced
    if received > announced:
        container.failed_with = 2207082
        raise UploadRefused("More bytes than file_size", retriable=False)
    if received < announced:
        raise UploadRefused(f"{announced - received} bytes are missing", retriable=True)
    return container.upload.probe.facts()


def _number(request: web.Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not text.isdecimal():
        raise UploadRefused(f"The header {name} is missing", retriable=False)
    return int(text)
