"""看点 and 财经头条 pages (``k.sina.com.cn``, ``cj.sina.com.cn``, ``t.cj.sina.com.cn``): self-media articles.

As the finance family, with a 特别声明 in ``p.article-notice``; the shown source may be only the platform.
"""

from .main_title import FINANCE_MAIN_TITLE

KANDIAN = FINANCE_MAIN_TITLE._replace(
    name="kandian",
    marks=(("p.article-notice",),),
)
