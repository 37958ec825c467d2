"""SHA-256 without OpenSSL, where a single text does not need it."""

from __future__ import annotations

import sys
from importlib import import_module

_BUILT_IN = "_sha2" if sys.version_info >= (3, 12) else "_sha256"  # as `random` goes by; some builds lack it


def sha256(data: bytes) -> str:
    """The hash in hexadecimal digits.

    OpenSSL hashes a page's text fifteen microseconds sooner, and takes two milliseconds to load: it is used where
    something else has loaded it.
    """
    module = sys.modules.get("hashlib")
    if module is None:
        try:
            module = import_module(_BUILT_IN)
        except ImportError:
            module = import_module("hashlib")
    digits: str = module.sha256(data).hexdigest()
    return digits
