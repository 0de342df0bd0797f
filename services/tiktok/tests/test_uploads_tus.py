"""What tus 1.0 asks of a server, to the letter: https://tus.io/protocols/resumable-upload"""

from .tus import BYTES, CHUNK, CONTENT, SIZE, Begin, kind_of


async def test_options_tells_version_extension_and_the_largest_size(begin: Begin) -> None:
    upload = await begin()

    answer = await upload.ask("OPTIONS", Tus_Resumable="", X_User="")

    assert answer.status == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "termination"
    assert answer.headers["Tus-Max-Size"] == str(4 << 30)


async def test_head_is_never_cached_and_tells_offset_and_length(begin: Begin) -> None:
    upload = await begin()

    answer = await upload.ask("HEAD")

    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert (answer.headers["Upload-Offset"], answer.headers["Upload-Length"]) == ("0", str(SIZE))


async def test_another_version_is_refused_with_the_one_that_is_spoken(begin: Begin) -> None:
    upload = await begin()

    for method in ("HEAD", "PATCH", "DELETE"):
        for version in ("0.2.2", ""):
            answer = await upload.ask(method, Tus_Resumable=version, Upload_Offset="0")
            assert answer.status == 412
            assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert await upload.offset() == 0


async def test_a_patch_of_another_content_type_is_refused(begin: Begin) -> None:
    upload = await begin()

    for kind in ("application/octet-stream", "video/mp4", ""):
        answer = await upload.ask("PATCH", Content_Type=kind, Upload_Offset="0")
        assert (answer.status, await kind_of(answer)) == (415, "not-upload-bytes")
        assert answer.headers["Tus-Resumable"] == "1.0.0"


async def test_an_offset_that_is_no_number_of_bytes_is_refused(begin: Begin) -> None:
    upload = await begin()

    for offset in ("", "-1", "+1", "1.0", "0x10", "٣", "9" * 5000, "1 2"):
        answer = await upload.ask("PATCH", **BYTES, Upload_Offset=offset)
        assert (answer.status, await kind_of(answer)) == (422, "invalid-request"), offset


async def test_bytes_for_any_other_offset_are_refused(begin: Begin) -> None:
    upload = await begin()

    for offset in (1, CHUNK, SIZE, SIZE + 1):
        async with await upload.patch(b"x", offset) as answer:
            assert (answer.status, await kind_of(answer)) == (409, "upload-offset-mismatch")


async def test_more_bytes_than_the_video_has_are_refused_unread(begin: Begin) -> None:
    upload = await begin()

    async with await upload.patch(CONTENT + b"x", 0) as answer:
        assert (answer.status, await kind_of(answer)) == (413, "upload-too-long")
    assert await upload.offset() == 0


async def test_an_empty_patch_changes_nothing_before_or_after_the_end(begin: Begin) -> None:
    upload = await begin()
    async with await upload.patch(b"", 0) as answer:
        assert (answer.status, answer.headers["Upload-Offset"]) == (204, "0")
    await upload.finish()

    async with await upload.patch(b"", SIZE) as answer:
        assert (answer.status, answer.headers["Upload-Offset"]) == (204, str(SIZE))


async def test_an_address_that_names_no_upload_is_not_found(begin: Begin) -> None:
    upload = await begin()
    headers = BYTES | upload.as_user() | {"Upload-Offset": "0"}

    for method in ("HEAD", "PATCH", "DELETE"):
        url = f"{upload.url}/api/tiktok/uploads/nobody"
        async with upload.session.request(method, url, headers=headers) as answer:
            assert answer.status == 404
            assert answer.headers["Tus-Resumable"] == "1.0.0"
