"""Feed-export posts: YAML front matter, then one ``<div>`` with the article."""

from .template import Template

POST = Template(
    name="post",
    marks=(),  # chosen by its front matter
    title=(),
    date=(),
    source=(),
    body=("body",),
)
