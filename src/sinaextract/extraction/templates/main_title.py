"""Finance and news pages since 2017: ``h1.main-title``, ``.date-source``."""

from .family import Family

FINANCE_MAIN_TITLE = Family(
    name="finance-main-title",
    marks=(("h1.main-title",), ("#artibody",)),
    title=("h1.main-title", ".second-title"),
    date=(".date-source .date", ".date-source"),
    source=(".date-source .source", ".date-source .ent-source"),
    body=("#artibody",),
    breadcrumb=(".channel-path",),
    keywords=("#article-bottom .keywords", "#keywords"),
)

NEWS_MAIN_TITLE = FINANCE_MAIN_TITLE._replace(
    name="news-main-title",
    marks=(("h1.main-title",), ("div#article",)),
    body=("div#article",),
)
