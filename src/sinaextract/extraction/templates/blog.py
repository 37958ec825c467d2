"""Blog posts (``blog.sina.com.cn``): ``h2.titName``, ``.articalContent``; text littered with ``<wbr>``."""

from .family import Family

BLOG = Family(
    name="blog",
    marks=(("h2.titName",), (".articalContent",)),
    title=("h2.titName",),
    date=(".articalTitle .time", "span.time"),
    source=(),
    body=("#sina_keyword_ad_area2", ".articalContent"),
    keywords=(".blog_tag",),
    author=("#ownernick",),
)
