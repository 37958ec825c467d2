"""Compression, told by its first bytes: gzip, bzip2, xz, Zstandard. The one layer that lies under all containers.

However it is packed, a file is read forward as a stream of what it unpacks to: of data that is cut off all that can be
unpacked comes first, then the error. Packed data may be many pieces one after the other (gzip members, Zstandard
frames); where each starts is known, since web archives compress every record by itself.
"""

from __future__ import annotations

import io
import zlib
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, Protocol, cast

from ...errors import FETCH_AGAIN, UnreadableInput
from ...limits import LIMITS, RAISE_RATIO
from ...named_tuples import NamedTuple
from ...optional_packages import missing
from ..raw_stream import RawStream, read_to_damage

_READ = 1 << 16  # packed bytes read at once
_FREE = 1 << 20  # bytes that may be unpacked from any few: the limit on the ratio is no limit for small pages
_SKIPPABLE = b"\x2a\x4d\x18"  # bytes 1 to 3 of a Zstandard frame without data
_DICTIONARY = b"\x5d" + _SKIPPABLE  # the one in which WARC keeps a dictionary
_LARGEST_DICTIONARY = 16 << 20  # bytes


class Unpacker(Protocol):
    """What the decompressors of the standard library have in common. It ends with the piece that it was made for."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class Packing(NamedTuple):
    name: str
    magic: bytes
    ending: str
    unpacker: Callable[[bytes], Unpacker]  # for one piece; given the dictionary of the file, b"" for none


class _Gzip:
    """zlib's decompressor keeps what it has not used to itself under another name than its siblings."""

    def __init__(self) -> None:
        self.inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self.inner.eof

    @property
    def needs_input(self) -> bool:
        return not self.inner.unconsumed_tail and not self.inner.eof

    @property
    def unused_data(self) -> bytes:
        return self.inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self.inner.decompress(self.inner.unconsumed_tail + data, max_length)


def _bzip2(dictionary: bytes) -> Unpacker:
    from bz2 import BZ2Decompressor  # only such data need it

    return BZ2Decompressor()


def _xz(dictionary: bytes) -> Unpacker:
    from lzma import LZMADecompressor  # only such data need it

    return LZMADecompressor()


def _zstd(dictionary: bytes) -> Unpacker:
    zstd = _zstd_module()
    try:
        return cast(
            Unpacker, zstd.ZstdDecompressor(zstd.ZstdDict(dictionary)) if dictionary else zstd.ZstdDecompressor()
        )
    except ValueError as error:
        raise OSError(f"damaged Zstandard dictionary: {error}") from None


def _zstd_module() -> Any:
    try:
        from compression import zstd  # Python 3.14

        return zstd
    except ImportError:
        pass
    try:
        from backports import zstd as backported  # the extra may be missing
    except ImportError:
        raise UnreadableInput(missing("zstd")) from None
    return backported


PACKINGS = (
    Packing("gzip", b"\x1f\x8b\x08", ".gz", lambda _: _Gzip()),
    Packing("bzip2", b"BZh", ".bz2", _bzip2),
    Packing("xz", b"\xfd7zXZ\0", ".xz", _xz),
    Packing("LZMA", b"\x5d\0\0", ".lzma", _xz),
    Packing("Zstandard", b"\x28\xb5\x2f\xfd", ".zst", _zstd),
)
GZIP = PACKINGS[0]
ENDINGS = tuple(packing.ending for packing in PACKINGS)
_MAGICS = tuple(packing.magic for packing in PACKINGS)
_LONGEST_MAGIC = max(map(len, _MAGICS))


def packing_of(head: bytes) -> Packing | None:
    """How what starts with ``head`` is packed; None when it is not."""
    if head[1:4] == _SKIPPABLE and head[:1] in b"PQRSTUVWXYZ[\\]^_":
        return PACKINGS[-1]
    if not head.startswith(_MAGICS):
        return None
    return next(packing for packing in PACKINGS if head.startswith(packing.magic))


def packing_in(raw: BinaryIO) -> Packing | None:
    """How a file is packed; then it is at its start."""
    raw.seek(0)
    packing = packing_of(raw.read(_LONGEST_MAGIC))
    raw.seek(0)
    return packing


def without_ending(name: str) -> str:
    """``crawl.csv`` for ``crawl.csv.gz``, in lower case."""
    name = name.lower()
    if not name.endswith(ENDINGS):
        return name
    return next(name.removesuffix(ending) for ending in ENDINGS if name.endswith(ending))


class Unpacked(RawStream):
    """What ``raw`` unpacks to from its byte ``start`` on, read forward; seeking backward begins again.

    Raises `OSError` for damage and for more than the limit on the ratio allows, after all bytes before that place.
    """

    def __init__(self, raw: BinaryIO, packing: Packing, start: int = 0, ignores_rest: bool = False) -> None:
        super().__init__(raw)
        self.packing, self.start, self.ignores_rest = packing, start, ignores_rest
        self.dictionary = dictionary_of(raw) if packing.name == "Zstandard" else b""
        self.restart()

    def restart(self) -> None:
        self.stream.seek(self.start)
        self.position = 0  # unpacked bytes given
        self.taken = 0  # packed bytes used
        self.pieces = deque([(self.start, 0)])  # where pieces start: packed, unpacked
        self.waiting = b""
        self.unpacker = self.packing.unpacker(self.dictionary)

    def step(self, most: int) -> bytes:
        """The next bytes, at most that many; b"" at the end."""
        while True:
            if self.unpacker.eof and not self._next_piece():
                return b""
            if not self.waiting and self.unpacker.needs_input:
                self.waiting = self.stream.read(_READ)
                if not self.waiting:
                    raise OSError(f"damaged {self.packing.name} data: it is cut off")
            data, self.waiting = self.waiting, b""
            self.taken += len(data)
            try:
                unpacked = self.unpacker.decompress(data, most)
            except MemoryError:
                raise
            except Exception as error:  # each decompressor has classes of its own for damage
                raise OSError(f"damaged {self.packing.name} data: {error}") from None
            if unpacked:
                self.position += len(unpacked)
                if self.position > _FREE + LIMITS.compression_ratio * self.taken:
                    raise OSError(f"packed more than {LIMITS.compression_ratio}:1, taken for a bomb; {RAISE_RATIO}")
                return unpacked

    def _next_piece(self) -> bool:
        """Go on with the piece that follows; False when only padding does. Raises `OSError` for rubbish."""
        rest = self.unpacker.unused_data
        self.taken -= len(rest)
        skipped = len(rest)
        rest = rest.lstrip(b"\0")  # tapes and some disks pad with zeros
        skipped -= len(rest)
        while not rest and (more := self.stream.read(_READ)):
            rest = more.lstrip(b"\0")
            skipped += len(more) - len(rest)
        self.taken += skipped
        if not rest:
            return False
        if len(rest) < _LONGEST_MAGIC:
            rest += self.stream.read(_LONGEST_MAGIC)
        if packing_of(rest) is not self.packing:
            if self.ignores_rest:
                return False
            raise OSError(f"damaged {self.packing.name} data: followed by something else")
        self.waiting = rest
        self.pieces.append((self.start + self.taken, self.position))
        self.unpacker = self.packing.unpacker(self.dictionary)
        return True

    def place_of(self, position: int) -> tuple[int, int]:
        """The piece that holds an unpacked byte: where it starts in the file, and how far into it the byte is.

        To be asked in order: pieces before that one are forgotten.
        """
        while len(self.pieces) > 1 and self.pieces[1][1] <= position:
            self.pieces.popleft()
        start, unpacked = self.pieces[0]
        return start, position - unpacked


def dictionary_of(raw: BinaryIO) -> bytes:
    """What the frame before the first record of a ``.warc.zst`` holds; b"" when there is none.

    https://iipc.github.io/warc-specifications/specifications/warc-zstd/: it may be compressed itself.
    """
    raw.seek(0)
    head = raw.read(8)
    if head[:4] != _DICTIONARY:
        return b""
    data = raw.read(min(int.from_bytes(head[4:], "little"), _LARGEST_DICTIONARY))
    return unpack(data) if packing_of(data) else data


def opened(raw: BinaryIO) -> BinaryIO:
    """``raw``, or what it unpacks to. It can be sought in, best forward."""
    packing = packing_in(raw)
    return raw if packing is None else Unpacked(raw, packing).buffered()


def beginning(stream: BinaryIO, size: int) -> bytes:
    """The first bytes, as many as can be unpacked: what is damaged early is told by these. Then it is at its start."""
    data = b""
    with suppress(OSError):
        while len(data) < size and (piece := stream.read1(size - len(data))):  # type: ignore[attr-defined]
            data += piece
    stream.seek(0)
    return data


def unpack(data: bytes, packing: Packing | None = None, ignores_rest: bool = False, is_cut: bool = False) -> bytes:
    """All that packed ``data`` holds; of data that ``is_cut`` off what there is.

    Raises `UnreadableInput` when it is damaged, a bomb, or larger than a page.
    """
    packing = packing or packing_of(data)
    if packing is None:
        return data
    stream = Unpacked(io.BytesIO(data), packing, 0, ignores_rest)
    unpacked, damage = read_to_damage(stream, f"in {packing.name} data")
    if damage and not (is_cut and unpacked):
        reason = str(damage)
        raise UnreadableInput(reason if "bomb" in reason else f"{reason}; {FETCH_AGAIN}")
    return unpacked
