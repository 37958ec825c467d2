"""How output of this tool is told from anybody else's."""

from __future__ import annotations

REPORT_MARK = b"<!doctype html><!-- sinaextract report"  # how the file of --report starts


def is_own_output(data: bytes) -> bool:
    """A report, or Markdown that this tool wrote: its front matter names template and text hash."""
    if not data.startswith(b"---\n"):
        return data.startswith(REPORT_MARK)
    end = data.find(b"\n---\n", 4, 1 << 16)
    front = data[:end]
    return end > 0 and b"\ntext_sha256: " in front and b"\ntemplate: " in front
