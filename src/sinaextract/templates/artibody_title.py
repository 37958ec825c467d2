"""Pages of 2009–14 (tech until 2019): ``h1#artibodyTitle``, ``.artInfo``; often GB2312 bytes."""

from .template import Template

ARTIBODY_TITLE = Template(
    name="artibody-title",
    marks=(("h1#artibodyTitle",), ("#artibody",)),
    title=("h1#artibodyTitle",),
    date=("#pub_date", ".artInfo"),
    source=("#media_name",),
    body=("#artibody",),
    breadcrumb=("#lo_links", ".blkBreadcrumbLink", ".blkBreadcrumbNav"),
    keywords=(".art_keywords", ".content_label_list"),
)
