"""`PUT` of one chunk after the other; the answer is only a status and headers."""

from http import HTTPStatus

from aiohttp import ClientError, web

from sandbox.stage.journal import NOTE, note
from sandbox.tiktok.posting.publishes import Publish
from sandbox.tiktok.switches import Switches
from sandbox.tiktok.uploads.chunks import ByteRange, parse_content_range
from sandbox.tiktok.uploads.upload import Reading, Upload
from sandbox.tiktok.world import WORLD, World

# https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
MEDIA_TYPES = frozenset({"video/mp4", "video/quicktime", "video/webm"})


class ChunkRefused(Exception):
    """The chunk is refused; the journal gets the reason, the client only the status."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class AlreadyStored(Exception):
    """The chunk is stored already, and `reput` says to accept it again."""


async def put_chunk(request: web.Request) -> web.Response:
    """Store a whole chunk or nothing of it."""
    try:
        return await _put(request, request.app[WORLD])
    except ChunkRefused as refusal:
        request[NOTE].effect = refusal.reason
        return web.Response(status=refusal.status)


async def _put(request: web.Request, world: World) -> web.Response:
    publish, upload = _find(request, world)
    note(request, content_type=request.content_type, publish_id=publish.publish_id)
    async with upload.one_at_a_time:
        was_complete = upload.is_complete
        response = await _take(request, world.switches, upload)
    if upload.is_complete and not was_complete:
        world.content.lifecycle.start(publish)
    return response


def _find(request: web.Request, world: World) -> tuple[Publish, Upload]:
    query = request.query
    publish = world.content.publishes.find_by_upload(
        query.get("upload_id", ""), query.get("upload_token", "")
    )
    if publish is None or publish.upload is None:
        raise ChunkRefused(HTTPStatus.NOT_FOUND, "no_upload_task")
    if world.clock.now() >= publish.upload.expires_at:
        raise ChunkRefused(HTTPStatus.FORBIDDEN, "upload_url_expired")
    return publish, publish.upload


async def _take(request: web.Request, switches: Switches, upload: Upload) -> web.Response:
    try:
        chunk = read_chunk_headers(request, upload, switches)
    except AlreadyStored:
        request[NOTE].effect = "already_stored"
        await request.content.read()
        return _progress(upload, switches)
    read = upload.start_chunk()
    try:
        await _read(request, read)
    except (ClientError, ConnectionError) as lost:
        raise ChunkRefused(HTTPStatus.BAD_REQUEST, "connection_lost") from lost
    upload.store(chunk, read)
    note(request, uploaded_bytes=upload.received)
    return _progress(upload, switches)


async def _read(request: web.Request, read: Reading) -> None:
    async for part in request.content.iter_any():
        read.feed(part)


def read_chunk_headers(request: web.Request, upload: Upload, switches: Switches) -> ByteRange:
    """The announced chunk; raises ChunkRefused where it is not the next one of the plan."""
    if request.content_type not in MEDIA_TYPES:
        raise ChunkRefused(HTTPStatus.BAD_REQUEST, "content_type")
    header = request.headers.get("Content-Range")
    if header is None:
        raise ChunkRefused(switches.missing_range, "no_content_range")
    chunk = parse_content_range(header)
    if chunk is None:
        raise ChunkRefused(HTTPStatus.BAD_REQUEST, "malformed_content_range")
    if request.content_length != chunk.length:
        raise ChunkRefused(HTTPStatus.BAD_REQUEST, "length_differs")
    if chunk.last < upload.received and switches.reput == 206:
        raise AlreadyStored
    if upload.is_complete or chunk != upload.plan.chunk_from(upload.received):
        raise ChunkRefused(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "range_mismatch")
    return chunk


def _progress(upload: Upload, switches: Switches) -> web.Response:
    """Answer 206 or 201; a switch decides whether the header has a count or an index."""
    number = upload.received - (1 if switches.range_echo == "last" else 0)
    status = HTTPStatus.CREATED if upload.is_complete else HTTPStatus.PARTIAL_CONTENT
    echoed = f"bytes 0-{number}/{upload.plan.video_size}"
    headers = {"Content-Range": echoed}
    if switches.upload_body == "json":
        return web.json_response({}, status=status, headers=headers)
    return web.Response(status=status, headers=headers)
