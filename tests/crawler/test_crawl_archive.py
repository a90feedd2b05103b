"""The archive: laws of writing and reading, redaction, foreign and broken files."""

from __future__ import annotations

import gzip
import io
import tempfile
from pathlib import Path

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive import (
    ArchiveWriter,
    Exchange,
    Place,
    Referred,
    read_record_at,
    read_records,
    sha1_base32,
    truncate,
)
from crawler.content import decode_body, unchunk
from crawler.errors import ArchiveError, BodyTooLarge, UndecodableBody

DATE = "2024-05-01T02:03:04.000005Z"


def exchange(
    body: bytes = b"<p>text", status: int = 200, url: str = "http://a.org/", **headers: str
) -> Exchange:
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Exchange(
        url=url,
        date=DATE,
        request_headers=[("Host", "a.org"), ("Cookie", "secret=1"), ("Authorization", "Basic secret")],
        status=status,
        response_headers=[("Content-Type", "text/html"), ("Set-Cookie", "secret=2"), *named],
        body=body,
        ip_address="192.0.2.1",
    )


def write(folder: Path, *exchanges: Exchange, roll_at: int = 10**9) -> list[Place]:
    writer = ArchiveWriter(folder, "example", [("software", "test")], roll_at=roll_at)
    places = [writer.append(one) for one in exchanges]
    writer.close()
    return places


@given(
    st.lists(
        st.tuples(st.binary(max_size=300), st.sampled_from([200, 301, 404, 500])), min_size=1, max_size=6
    ),
    st.integers(1, 4000),
)
def test_what_is_written_is_read_back_at_its_place(content: list[tuple[bytes, int]], roll_at: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        exchanges = [exchange(body, status) for body, status in content]
        places = write(folder, *exchanges, roll_at=roll_at)
        for one, place in zip(exchanges, places, strict=True):
            record = read_record_at(folder / place.file, place.offset)
            assert (record.type, record.status, record.url, record.date) == (
                "response",
                one.status,
                one.url,
                DATE,
            )
            assert record.body == one.body
            assert record.payload_digest == sha1_base32(one.body)
        read = [record.body for path in sorted(folder.iterdir()) for record in read_records(path)]
        assert read == [one.body for one in exchanges]


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=4), st.floats(0.001, 0.999))
def test_a_file_cut_anywhere_gives_its_good_records_and_then_the_place_of_the_tear(
    bodies: list[bytes], share: float
) -> None:
    with tempfile.TemporaryDirectory() as name:
        places = write(Path(name), *[exchange(body) for body in bodies])
        path = Path(name) / places[0].file
        cut = max(1, int(path.stat().st_size * share))
        truncate(path, cut)
        whole = [
            body for body, place in zip(bodies, places, strict=True) if place.offset + place.length <= cut
        ]
        read, fault = read_until_fault(path)
        # What was cut inside the eight bytes of checks at the end of a member is whole as well.
        assert read[: len(whole)] == whole
        assert read == bodies[: len(read)]
        assert len(read) - len(whole) in {0, 1}
        torn = [place for place in places if place.offset < cut < place.offset + place.length - 8]
        assert (fault is not None) or not torn
        assert fault is None or (fault.offset is not None and fault.offset <= cut)


def read_until_fault(path: Path) -> tuple[list[bytes], ArchiveError | None]:
    """The bodies of a file as far as it can be read, and what stopped the reading."""
    read: list[bytes] = []
    try:
        for record in read_records(path):
            read.append(record.body)
    except ArchiveError as error:
        return read, error
    return read, None


def test_secrets_are_not_archived(tmp_path: Path) -> None:
    (place,) = write(tmp_path, exchange(Proxy_Authorization="secret", X_Note="one\r\nInjected: two"))
    text = gzip.decompress((tmp_path / place.file).read_bytes())
    assert b"secret" not in text
    assert text.count(b": redacted\r\n") == 4
    assert b"\r\nInjected" not in text


def test_another_reader_agrees_on_records_and_digests(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "example", [("software", "test")])
    writer.append(exchange())
    writer.append(exchange(), Referred("http://a.org/", DATE, sha1_base32(b"<p>text")))
    writer.append(exchange(b"", 304), Referred("http://a.org/", DATE, sha1_base32(b"<p>text")))
    lengths = writer.sync()
    writer.close()
    (path,) = tmp_path.iterdir()
    assert lengths == {path.name: path.stat().st_size}
    kinds = []
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests=True):
            kinds.append(record.rec_type)
            record.content_stream().read()
            assert record.digest_checker.passed is not False
    assert kinds == ["warcinfo", "response", "request", "revisit", "request", "revisit", "request"]
    same, not_modified = (record for record in read_records(path) if record.type == "revisit")
    assert same.profile is not None
    assert same.profile.endswith("identical-payload-digest")
    assert not_modified.profile is not None
    assert not_modified.profile.endswith("server-not-modified")
    assert same.refers_to == ("http://a.org/", DATE)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_foreign_warc_is_read_with_its_encodings_undone(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / ("foreign.warc.gz" if zipped else "foreign.warc")
    page = "<p>正文</p>".encode()
    bodies = {"gzip": gzip.compress(page), "br": brotli.compress(page), "zstd": zstd.compress(page)}
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=zipped)
        for name, body in bodies.items():
            headers = StatusAndHeaders(
                "200 OK", [("Content-Encoding", name), ("X-A", "1"), ("x-a", "2")], protocol="HTTP/1.1"
            )
            writer.write_record(
                writer.create_warc_record(
                    f"http://a.org/{name}", "response", payload=io.BytesIO(body), http_headers=headers
                )
            )
        writer.write_record(
            writer.create_warc_record(
                "http://a.org/t",
                "conversion",
                payload=io.BytesIO("文字".encode()),
                warc_content_type="text/plain",
            )
        )
        writer.write_record(
            writer.create_warc_record(
                "http://a.org/m", "metadata", payload=io.BytesIO(b"x"), warc_content_type="text/plain"
            )
        )
    records = list(read_records(path))
    assert [record.body for record in records] == [page] * 3 + ["文字".encode()]
    assert records[0].headers["x-a"] == "1, 2"
    assert records[3].headers == {"content-type": "text/plain"}
    assert [read_record_at(path, record.offset).url for record in records] == [
        record.url for record in records
    ]
    middle = records[1].offset
    assert [record.url for record in read_records(path, middle, records[2].offset)] == ["http://a.org/br"]


def test_a_file_that_is_no_archive_says_so(tmp_path: Path) -> None:
    path = tmp_path / "photo.warc.gz"
    path.write_bytes(b"\x00\x01\x02\x03" * 100)
    with pytest.raises(ArchiveError, match="is no WARC file"):
        list(read_records(path))
    with pytest.raises(ArchiveError, match="cannot be opened"):
        list(read_records(tmp_path / "none.warc"))


def test_a_record_larger_than_the_cap_is_passed_with_a_fault(tmp_path: Path) -> None:
    bomb = gzip.compress(b"0" * 1_000_000)
    write(tmp_path, exchange(bomb, Content_Encoding="gzip"), exchange(b"small"))
    (path,) = tmp_path.iterdir()
    large, small = read_records(path, cap=1000)
    assert large.body == b""
    assert large.fault is not None
    assert small.body == b"small"


def test_a_full_disk_is_reported_as_such() -> None:
    writer = ArchiveWriter(Path("/dev/full/archive"), "example", [])
    with pytest.raises(ArchiveError, match="cannot be written"):
        writer.append(exchange())


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=5))
def test_unchunking_undoes_chunking(chunks: list[bytes]) -> None:
    framed = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    assert unchunk(framed) == b"".join(chunks)


@given(st.binary(max_size=200), st.sampled_from(["gzip", "br", "zstd", "deflate", "identity"]))
def test_any_bytes_under_any_encoding_decode_or_are_refused(body: bytes, name: str) -> None:
    try:
        assert (
            len(decode_body(body, {"content-encoding": name, "transfer-encoding": "chunked"}, cap=1000))
            <= 1000
        )
    except (BodyTooLarge, UndecodableBody):
        pass


@pytest.mark.parametrize("pack", [("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstd.compress)])
def test_a_bomb_is_refused_before_it_goes_off(pack: tuple[str, object]) -> None:
    name, compress = pack
    bomb = compress(b"0" * 20_000_000)  # type: ignore[operator]
    with pytest.raises(BodyTooLarge):
        decode_body(bomb, {"content-encoding": name}, cap=100_000)
