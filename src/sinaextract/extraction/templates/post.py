"""Feed-export posts: YAML front matter, then one ``<div>`` with the article."""

from .family import Family

POST = Family(
    name="post",
    marks=(),  # chosen by its front matter
    title=(),
    date=(),
    source=(),
    body=("body",),
    editor=(),  # there is no page around the article, that could have a line beside it or name itself
    self_links=(),
    comment_counts=(),
)
