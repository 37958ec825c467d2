"""The SHA-256 of texts. `hashlib` takes OpenSSL with it, whose loading is a fiftieth of a command's work."""

from __future__ import annotations

try:  # as `random` of the standard library does
    from _sha2 import sha256 as _lean  # type: ignore[import-not-found]
except ImportError:
    try:
        from _sha256 import sha256 as _lean  # type: ignore[import-not-found]  # before Python 3.12
    except ImportError:
        from hashlib import sha256 as _lean

_for_the_first = [_lean]


def sha256_of(text: str) -> str:
    """In hexadecimal digits. The first text does without OpenSSL, which is five times as fast with the later ones."""
    if _for_the_first:
        return str(_for_the_first.pop()(text.encode()).hexdigest())
    from hashlib import sha256  # the command on one page needs none

    return sha256(text.encode()).hexdigest()
