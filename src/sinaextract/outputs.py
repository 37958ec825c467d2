"""Where rendered articles go: standard output, one file, or a folder that mirrors the inputs."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def write_stdout(text: str) -> None:
    """UTF-8 whatever the locale says. Raises `BrokenPipeError` when the reader has gone."""
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def write_file(path: Path, text: str) -> None:
    """Write to a temporary name beside ``path``, then rename: no half-written file is ever visible."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".sinaextract-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode("utf-8"))
        os.chmod(temporary, 0o644)  # noqa: PTH101  (mkstemp makes it private)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
