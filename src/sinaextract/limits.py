"""Named limits on what one input may cost. They can be changed with environment variables of the same name.

Importing this module raises `BadLimit` where one is no number: nothing is read under limits that nobody asked for.

The limit on time is an option, ``--timeout``: only a worker process can be stopped.
"""

from __future__ import annotations

import os

from .errors import BadLimit
from .named_tuples import NamedTuple


class Limits(NamedTuple):
    page_bytes: int  # one page, unpacked (SINAEXTRACT_MAX_PAGE_BYTES)
    archive_members: int  # members of one ZIP archive (SINAEXTRACT_MAX_ARCHIVE_MEMBERS)
    compression_ratio: int  # unpacked : packed of one ZIP member (SINAEXTRACT_MAX_COMPRESSION_RATIO)
    worker_bytes: int  # memory of one worker process of a batch; 0 for no limit (SINAEXTRACT_MAX_WORKER_BYTES)
    nesting: int  # elements within each other; deeper ones go on further up, their text stays (SINAEXTRACT_MAX_NESTING)


# What the messages advise.
RAISE_PAGE_BYTES = "SINAEXTRACT_MAX_PAGE_BYTES raises it"
RAISE_MEMBERS = "SINAEXTRACT_MAX_ARCHIVE_MEMBERS raises it"
RAISE_RATIO = "SINAEXTRACT_MAX_COMPRESSION_RATIO raises the limit"
OUT_OF_MEMORY = "needs more memory than one worker may have; SINAEXTRACT_MAX_WORKER_BYTES raises the limit"


def _from_environment(name: str, default: int) -> int:
    value = os.environ.get("SINAEXTRACT_MAX_" + name, "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdecimal()):
        raise BadLimit(f"SINAEXTRACT_MAX_{name} is {value!r}; give a whole number without a unit, such as {default}")
    return int(value)


LIMITS = Limits(
    page_bytes=_from_environment("PAGE_BYTES", 64 * 1024 * 1024),
    archive_members=_from_environment("ARCHIVE_MEMBERS", 1_000_000),
    compression_ratio=_from_environment("COMPRESSION_RATIO", 200),
    worker_bytes=_from_environment("WORKER_BYTES", 2 << 30),
    nesting=_from_environment("NESTING", 64),
)
