"""Finance pages of 2016–17: ``h1#artibodyTitle[docid]``, ``div.article_16``; date and source in one text."""

from .family import Family
from .landmarks import PAGE_TOOLS

ARTICLE_16 = Family(
    name="finance-article-16",
    headline=("h1#artibodyTitle",),
    marks=(("#artibody.article_16",),),
    title=("h1#artibodyTitle",),
    date=(".time-source", "#navtimeSource"),
    source=(".time-source", "#navtimeSource"),
    body=("#artibody",),
    breadcrumb=(".bread",),
    keywords=(".art_keywords", ".article-keywords", ".content_keywords"),
    tools=PAGE_TOOLS,
    read_in_part=True,
)
