"""How text is set: the style that an element gives to what stands in it."""

from __future__ import annotations

from collections.abc import Mapping

from ..article.body import Run
from ..named_tuples import NamedTuple
from ..text.addresses import absolute
from ..text.patterns import lazy_regex
from ..text.typography import SUBSCRIPTS, SUPERSCRIPTS

_BOLD = frozenset({"b", "strong"})
_STRUCK = frozenset({"del", "s", "strike"})
SCRIPTS = {"sup": SUPERSCRIPTS, "sub": SUBSCRIPTS}
STYLING = frozenset({"a", *_BOLD, *_STRUCK, *SCRIPTS})  # set their text without the attributes style and cms-style
_AUTOMATIC_LINKS = frozenset({"keyword", "akey", "wt_article_link"})
_STRUCK_CSS = lazy_regex(r"text-decoration[\w-]*:[^;]*line-through")
_ABOVE_CSS, _BELOW_CSS = lazy_regex(r"vertical-align:\s*super"), lazy_regex(r"vertical-align:\s*sub")


class Style(NamedTuple):
    """How text is set; struck text is not bold, as Markdown has no marks that open in mid-sentence for both.

    ``script`` maps characters to their forms above or below the line.
    """

    bold: bool = False
    link: str | None = None
    struck: bool = False
    script: dict[int, int] | None = None

    def run(self, text: str) -> Run:
        return Run(text, self.bold, self.link, self.struck)


PLAIN = Style()


def restyled(style: Style, tag: str, attributes: Mapping[str, str], base: str | None) -> Style:
    """The style of what stands in an element ``tag``, which stands in text of ``style`` itself.

    ``base``, the page's address, resolves relative links.
    """
    bold, link, struck, script = style
    bold = bold or tag in _BOLD or "strong-Bold" in attributes.get("cms-style", "")
    struck = struck or tag in _STRUCK
    script = SCRIPTS.get(tag, script)
    if tag == "a":
        link = _link(attributes, base) or link
    if css := attributes.get("style", "").lower():
        struck = struck or _STRUCK_CSS.search(css) is not None
        if "vertical-align" in css:
            script = SUPERSCRIPTS if _ABOVE_CSS.search(css) else SUBSCRIPTS if _BELOW_CSS.search(css) else script
    changed = Style(bold and not struck, link, struck, script)
    return style if changed == style else changed  # the same one, so that its text joins what stands before


def _link(attributes: Mapping[str, str], base: str | None) -> str | None:
    """Target of an editorial link; None for the site's auto-links, whose text stays."""
    if not _AUTOMATIC_LINKS.isdisjoint(attributes.get("class", "").split()):
        return None
    return absolute(attributes.get("href"), base)
