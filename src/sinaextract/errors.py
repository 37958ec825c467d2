"""The errors a caller can meet. Their text is one line, fit to show to a user."""

from __future__ import annotations

import errno

_LONGEST = 400  # characters; what failed may quote pages of the bytes that it failed on


class ExtractError(Exception):
    """Base of everything that the library raises on purpose.

    ``input`` is the path, as `Article.input`, where `extract_file` or `extract_many` met the error, else None.
    """

    input: str | None = None

    def __init__(self, reason: str) -> None:
        half = _LONGEST // 2
        super().__init__(reason if len(reason) <= _LONGEST else f"{reason[:half]} … {reason[-half:]}")

    @property
    def reason(self) -> str:
        """What is wrong, without the path."""
        return Exception.__str__(self)

    def __str__(self) -> str:
        return f"{self.input}: {self.reason}" if self.input else self.reason

    def __repr__(self) -> str:
        where = f", input={self.input!r}" if self.input else ""
        return f"{type(self).__name__}({self.reason!r}{where})"


class NotAnArticle(ExtractError):  # noqa: N818  (reads as what it says)
    """The input is readable, but it is no single article: list, home page, login, empty file, picture…"""


class NotAPage(NotAnArticle):
    """No HTML at all: a picture, a script, plain notes."""


class OwnOutput(NotAPage):
    """A file that this tool wrote, met in a folder of inputs."""


class EmptyBody(NotAnArticle):
    """A page of a known article family whose body holds no text, picture or video."""


class BadRules(ExtractError):  # noqa: N818
    """A file of rules that cannot be read, or that holds what is no rule; the text names the line."""


class DoubtfulArticle(ExtractError):  # noqa: N818
    """An article with warnings, where ``strict`` allows none; the text repeats them."""


class UnreadableInput(ExtractError):  # noqa: N818
    """The input cannot be read: missing, no permission, damaged container, unknown charset name…"""


class BadLimit(ValueError):  # noqa: N818
    """A variable ``SINAEXTRACT_MAX_…`` of the environment that is no number; `limits` raises it."""


class ExtractionFailed(ExtractError):  # noqa: N818
    """The work on one page of many failed: it took too long, ended its worker process, or met a defect of ours."""


FETCH_AGAIN = "get it anew from where it came"  # what is damaged
GLUED = "several {} in one input; give them as files of their own, or as a folder"

_ADVICE = {
    errno.ENOENT: "check its name",
    errno.EACCES: "check its permissions",
    errno.EPERM: "check its permissions",
    errno.EBADF: "a closed stream; name a file with -o",
    errno.EROFS: "write elsewhere with -o",
    errno.ENOSPC: "free some space and run again, a batch with --resume",
    errno.EDQUOT: "free some space and run again, a batch with --resume",
    errno.ENAMETOOLONG: "shorten it, or name outputs with --name-template",
    errno.ELOOP: "it is a link that leads to itself",
    errno.EISDIR: "give a file",
    errno.ENOTDIR: "a part of its path is a file",
}

# What is wrong with one path costs only its input; what stops every write, as a full disk, ends the run.
OF_ONE_PATH = frozenset(
    getattr(errno, name)
    for name in "ENAMETOOLONG EISDIR ENOTDIR EEXIST ENOTEMPTY EINVAL EILSEQ EACCES EPERM ELOOP".split()
)


def system_reason(error: OSError) -> str:
    """The system's words for ``error``, and what to do about it where that is known."""
    words = error.strerror or str(error)
    advice = _ADVICE.get(error.errno) if error.errno is not None else None
    return f"{words}; {advice}" if advice else words
