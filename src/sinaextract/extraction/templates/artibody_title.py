"""Pages of 2005–14 (tech and entertainment until 2019) with ``#artibody``; often GB2312 bytes."""

from .family import Family
from .landmarks import PAGE_TOOLS, credit_line, date_line, headline

ARTIBODY_TITLE = Family(
    name="artibody-title",
    headline=("h1#artibodyTitle", "h1#main_title"),
    marks=(),
    title=("h1#artibodyTitle", "h1#main_title"),
    date=("#pub_date", ".time-source", "#navtimeSource", ".titer", ".artInfo", ".page-info"),
    source=("#media_name", "#art_source", ".time-source", "#navtimeSource", ".page-info .source", ".artInfo .source"),
    body=("#artibody",),
    breadcrumb=("#lo_links", ".blkBreadcrumbLink", ".bread", ".blkBreadcrumbNav"),
    keywords=(".art_keywords", ".content_label_list", ".article-keywords"),
    tools=PAGE_TOOLS,
    read_in_part=True,
)

# 2005–08: the headline's h1 has no id. Not verified against a saved page.
ARTIBODY_PLAIN = ARTIBODY_TITLE._replace(
    name="artibody-plain",
    headline=(),
    marks=(("#artibody",), (headline,)),
    title=(headline,),
    date=(".from_info", ".artInfo", date_line),
    source=("#media_name", ".from_info", credit_line),
    read_in_part=False,
    verified=False,
)
