"""What a worker has, told from there. Sent whole, since this package may be what is missing: knows only the library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def told(_: Iterable[object]) -> Iterator[dict[str, str]]:
    """``host``, ``python``, and the versions of what is needed: "" for what is not there."""
    import socket  # what stands outside of a function that is sent is not sent along
    import sys
    from importlib import import_module

    found = {"host": socket.gethostname(), "python": sys.executable}
    for name in ("sinaextract", "pyarrow"):
        try:
            found[name] = str(import_module(name).__version__)
        except Exception as error:  # one that is there and cannot be loaded is not there
            found[name] = "" if isinstance(error, ImportError) else f"broken: {error}"
    yield found
