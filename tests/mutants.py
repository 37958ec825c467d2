"""Pages for tests that must hold on all of them: fixtures, real pages where they are at hand, and mutants of both."""

from __future__ import annotations

import random
from pathlib import Path

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "shared" / "corpus"
PAGES = sorted(HERE.glob("fixtures/*/*/page.*")) + sorted(p for d in ("pages", "posts") for p in CORPUS.glob(f"{d}/*"))

INSERTS = [
    b'<h1 class="main-title">x</h1>', b'<h1 id="artibodyTitle">z</h1>',
    b'<div class="article" id="artibody"><p>y</p></div>', b'<!-- <h1 class="main-title">c</h1> -->',
    b'<script>var a=\'<div id="artibody"><p>s</p></div>\'</script>', b"<!--", b"-->", b"<script>",
    b"</script>", b"<style>", b"<textarea>", b"<iframe>", b"</iframe>", b"</div>", b"<div>", b"</p>", b"<p>",
    b"<table><tr><td>", b"</td>", b"</table>", b"</body>", b"</html>", b"<body>", b"<b>", b"</b>",
    b"<a href=x>", b'<span class="date">2020-01-01 10:10</span>', b'<div class="keywords"><a>k</a></div>',
    b"<div id='artibody'>", b'<p class="article-editor">q</p>',
    b'<meta property="og:url" content="http://a.sina.com.cn/x">',
]  # fmt: skip


def mutate(data: bytes, chance: random.Random) -> bytes:
    """``data`` with one to three regions cut, doubled or moved, closing tags dropped or markup set in, at tags."""
    for _ in range(chance.randint(1, 3)):
        start = max(0, data.find(b"<", chance.randrange(len(data))))
        stop = max(start, data.find(b"<", min(len(data) - 1, start + chance.choice([5, 40, 400, 4000, 20000]))))
        kind = chance.choice(["cut", "double", "move", "insert", "insert", "unclose"])
        if kind == "cut":
            data = data[:start] + data[stop:] or data
        elif kind == "double":
            data = data[:stop] + data[start:stop] + data[stop:]
        elif kind == "move":
            rest = data[:start] + data[stop:]
            place = max(0, rest.find(b"<", chance.randrange(len(rest) or 1)))
            data = rest[:place] + data[start:stop] + rest[place:]
        elif kind == "insert":
            data = data[:start] + chance.choice(INSERTS) + data[start:]
        elif (closing := data.find(b"</", start)) >= 0:
            data = data[:closing] + data[data.find(b">", closing) + 1 :]
    return data


def some_mutants(count: int, seed: int) -> list[bytes]:
    """``count`` mutants of pages of bearable size, the same on every run."""
    chance = random.Random(seed)
    pages = [data for page in PAGES if len(data := page.read_bytes()) < 150_000]
    return [mutate(chance.choice(pages), chance) for _ in range(count)]
