"""Player pages (``video.sina.com.cn``): a title, a date and a short description that a script shows."""

from .family import Family

VIDEO = Family(
    name="video",
    marks=((".Vd_titBox",), (".vedioinfo_inner", ".vd_vedioinfo")),
    title=(".Vd_titBox h2",),
    date=(".vd_vedioinfo .from em", ".vd_vedioinfo .from"),
    source=(".vd_vedioinfo .from span[class=source]", ".vd_vedioinfo .from"),
    body=("em[task=oldinfor]", ".vd_vedioinfo .intro"),
    breadcrumb=(".vd_vedioinfo .channel",),
    keywords=(".vd_vedioinfo .tags",),
    keeps_hidden=True,
)
