"""Pages, names and containers made to harm the reader, the terminal, the file system or the batch; the real command."""

# ruff: noqa: E501  (hostile markup)
from __future__ import annotations

import io
import json
import os
import re
import socket
import time
import zipfile
from pathlib import Path

import pytest
import yaml
from fuzzing.check import problem_of, problem_of_file
from fuzzing.growth import INPUTS
from markdown_it import MarkdownIt

from sinaextract import UnreadableInput, extract

from .command import article, run, write
from .mutants import HERE
from .pages import FIRST, LAST, page

RAW = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]")  # what steers a terminal, UTF-8
STEERING = "\x1b[31m\x1b]0;owned\x07\x9b2J\x08\r\x7f\u202e"


def scripted(html: str) -> list[str]:
    """What a browser would run or load by itself in ``html``."""
    tags = re.findall(r"<\s*(script|style|iframe|object|embed|svg|math|form|base|meta|link)\b", html, re.I)
    events = re.findall(r"<[^>]*\son\w+\s*=", html, re.I)
    addresses = re.findall(r"""(?:href|src)\s*=\s*["']?\s*(?:javascript|data|vbscript|file)[^"'>]{0,20}""", html, re.I)
    return tags + events + addresses


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<p>甲<script src=//a.cn/x.js></script>乙</p>",
        "<img src=x onerror=alert(1)><p onclick=alert(1)>甲</p>",
        "<a href='javascript:alert(1)'>甲</a>，<a href=' JaVa\nScript:alert(1)'>乙</a>，<a href='&#106;avascript:x'>丙</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>甲</a>，<img src='data:image/svg+xml,<svg onload=x>'>",
        "<a href='vbscript:x'>甲</a>，<a href='file:///etc/passwd'>乙</a>，<a href='\x01javascript:x'>丙</a>",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;，&lt;img src=x onerror=alert(1)&gt;</p>",
        "<p>[甲](javascript:alert(1)) ![乙](data:text/html,x) <javascript:alert(1)></p>",
        "<p>[甲]: javascript:alert(1)</p><p>[甲]</p>",
        "<iframe srcdoc='<script>x</script>'></iframe><object data=javascript:x></object><svg><script>x</script></svg>",
        "<form action=javascript:x><button formaction=javascript:x>甲</button></form><base href=javascript:x>",
        "<noscript><p title='</noscript><img src=x onerror=x>'></noscript><template><script>x</script></template>",
        "<math><mtext><table><mglyph><style><img src=x onerror=x></style></table></mtext></math>",
    ],
)
def test_nothing_scripted_is_live(markup: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page(FIRST + markup + LAST))
    done = run(tmp_path / "a.html")
    assert done.returncode == 0
    body = done.stdout.decode().split("---\n", 2)[2]
    for raw_html in (True, False):
        html = MarkdownIt("commonmark", {"html": raw_html}).enable("table").render(body)
        assert not scripted(html), html


def test_nothing_from_a_page_steers_the_terminal(tmp_path: Path) -> None:
    entities = "".join(f"&#{ord(char)};" for char in STEERING)
    head = (
        f'<meta name="keywords" content="甲{STEERING},乙"><meta property="og:image" content="http://a.cn/{STEERING}">'
    )
    body = f"<p>甲{STEERING}乙{entities}</p><ins class=sinaads>{STEERING}广告</ins><x{STEERING}>丙</x><img src='//a.cn/{STEERING}.jpg'>"
    data = page(body, head).replace("提速</h1>".encode(), f"提速{STEERING}{entities}</h1>".encode())
    (tmp_path / "a.html").write_bytes(data)
    for arguments in (["-v", "--explain"], ["-f", "json"], ["-f", "text"], ["--property", "title"], ["--view"]):
        done = run(tmp_path / "a.html", *arguments)
        assert done.returncode == 0
        marks = RAW.findall(done.stdout.split(b"\n---\n")[0] + done.stderr)
        assert [m for m in marks if m[:2] != b"\xe2\x80"] == [], arguments
        assert arguments[0] != "-v" or not marks  # front matter and messages: no marks that turn the text either


def test_nor_does_a_name(tmp_path: Path) -> None:
    names = [f"a{STEERING}b.html", "c\nd.html", f"e{STEERING}.zip", "f\udcff.html"]
    folder = tmp_path / f"x{STEERING}\ny"
    folder.mkdir()
    for name in names:
        Path(os.fsdecode(os.fsencode(folder)), name).write_bytes(b"PK\x03\x04damaged" if ".zip" in name else b"<p>x")
    for options in ([], ["-v"], ["--errors", tmp_path / "errors"], ["--audit", tmp_path / "audit"]):
        done = run(folder, "-f", "jsonl", *options)
        assert done.returncode == 3 and done.stdout == b""
        assert not RAW.search(done.stderr)
        told = [line for line in done.stderr.splitlines() if b": " in line]
        assert all(line.startswith(b"sinaextract: ") for line in told) and len(told) == len(names) + 1
    lines = [json.loads(line) for line in (tmp_path / "errors").read_text("utf-8").splitlines()]
    assert len(lines) == len(names)
    assert any(line["input"].endswith("c\nd.html") for line in lines)  # exact where it is data


@pytest.mark.parametrize("option", ["--encoding", "--url", "--name-template", "--property"])
def test_nor_does_a_usage_error(option: str, tmp_path: Path) -> None:
    done = run(tmp_path / f"no{STEERING}.html", option, STEERING.replace("\x00", ""))
    assert done.returncode in (1, 2, 3)
    assert not RAW.search(done.stderr), done.stderr


def test_loops_of_links_end(tmp_path: Path) -> None:
    folder = write(tmp_path / "saved", {"a/1.html": article(1)})
    (folder / "a" / "up").symlink_to(folder)
    (folder / "self").symlink_to(folder / "self")
    (folder / "ping").symlink_to(folder / "pong")
    (folder / "pong").symlink_to(folder / "ping")
    done = run(folder, "-f", "jsonl")
    assert len(done.stdout.splitlines()) == 1
    assert (done.returncode == 1 and b"loop" in done.stderr) or b"symbolic" in done.stderr


def test_nothing_is_fetched_and_no_entity_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("机密内容")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        base = f"http://127.0.0.1:{server.getsockname()[1]}"
        doctype = (
            f'<?xml version="1.0"?><?xml-stylesheet href="{base}/x.xsl"?><!DOCTYPE html PUBLIC "x" "{base}/x.dtd" ['
            f'<!ENTITY s SYSTEM "file://{secret}"><!ENTITY n SYSTEM "{base}/n"><!ENTITY % p SYSTEM "{base}/p"> %p;'
            '<!ENTITY a "哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
        )
        body = f"<p>甲&s;&n;&c;乙</p><img src={base}/i.png><script src={base}/s.js></script><xi:include href='{base}'/>"
        data = page(body, f"<link rel=stylesheet href={base}/c.css><base href={base}/>").split(b"<html>", 1)[1]
        (tmp_path / "a.html").write_bytes(doctype.encode() + b"<html>" + data)
        done = run(tmp_path / "a.html", "-f", "json", "--extract-media", tmp_path / "media")
        with pytest.raises(TimeoutError):
            server.accept()
    text = json.loads(done.stdout)["text"]
    assert "机密" not in text and "哈哈" not in text and "甲" in text


def test_mhtml_parts_with_path_names_stay_inside(tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(64)
    names = [
        "../../evil.png",
        "/etc/evil.png",
        "file:///etc/evil.png",
        "C:\\evil.png",
        "cid:../evil",
        "http://a.cn/../../evil.png",
    ]
    images = "".join(f'<img src="{name}">' for name in names)
    parts = [
        b"Content-Type: text/html; charset=utf-8\r\nContent-Location: http://finance.sina.com.cn/a.html\r\n\r\n"
        + page(FIRST + images)
    ]
    parts += [f"Content-Type: image/png\r\nContent-Location: {name}\r\n\r\n".encode() + picture for name in names]
    head = b'From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.mhtml").write_bytes(
        head + b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"
    )
    done = run(tmp_path / "in", "-o", tmp_path / "out" / "vault", "--extract-media", tmp_path / "out" / "media")
    assert done.returncode == 0, done.stderr
    written = {p.relative_to(tmp_path).parts[:2] for p in tmp_path.rglob("*") if p.is_file()}
    assert written <= {("in", "a.mhtml"), ("out", "vault"), ("out", "media")}
    assert not list(tmp_path.rglob("*evil*"))


BOMB = "a0: &a0 [哈, 哈]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
MERGES = "a0: &a0 {x: y}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 40))


@pytest.mark.parametrize(
    "front", [BOMB, MERGES, "x: " + "[" * 3000 + "\n", "x: !!python/object/apply:os.system [id]\n"]
)
def test_front_matter_cannot_explode_or_run(front: str) -> None:
    started = time.process_time()
    found = extract(f"---\ntitle: 临州港\n{front}author: *a39\n---\n<div>{FIRST}{LAST}</div>".encode())
    assert found.title == "临州港" and len(found.text) == 35
    assert found.warnings == ("front matter is not valid YAML; read line by line",)
    assert time.process_time() - started < 2


def test_front_matter_of_the_output_holds_no_raw_control_characters() -> None:
    found = extract(page(FIRST, '<meta property="article:author" content="甲&#27;[31m&#133;乙">'))
    from sinaextract.render.markdown import to_markdown

    front = to_markdown(found).split("---\n")[1]
    assert not RAW.search(front.encode())
    assert yaml.safe_load(front)["author"] == found.author


@pytest.mark.parametrize("url", ["http://[x", "//[", "http://a.sina.com.cn/\ud800\x1b[31m"])
def test_an_address_that_is_none_does_no_harm(url: str) -> None:
    assert problem_of(page(FIRST + "<a href=b>甲</a><img src=c.jpg>"), url) is None
    assert problem_of(b"<p>x", url) is None


@pytest.mark.parametrize(
    "name", ["rot13", "base64", "idna", "punycode", "undefined", "hex", "a\0b", "x" * 300, "../../etc"]
)
def test_what_is_no_charset_is_refused(name: str) -> None:
    with pytest.raises(UnreadableInput, match="unknown encoding"):
        extract(page(FIRST), encoding=name)


def test_depth_is_limited_and_the_limit_can_be_moved(tmp_path: Path) -> None:
    deep = "<div>" * 400 + "甲" + "</div>" * 400
    (tmp_path / "a.html").write_bytes(page(FIRST + deep + LAST))
    for nesting in ("20", "64", "150"):
        done = run(tmp_path / "a.html", "-f", "text", env={"SINAEXTRACT_MAX_NESTING": nesting})
        assert done.returncode == 0 and done.stdout.decode().splitlines()[1] == "甲"
    done = run(tmp_path / "a.html", "-f", "text", env={"SINAEXTRACT_MAX_NESTING": "100000"})
    assert done.returncode == 3 and done.stderr.endswith(
        b"a.html: nested too deep to be read; a lower SINAEXTRACT_MAX_NESTING flattens it\n"
    )


# What took squares before it was mended, and the likeliest to take them again; `python -m fuzzing.growth` has all.
GROWING = (
    "prose without ends", "photo boxes in text", "pictures", "pictures after blanks", "removed in text",
    "removed after paragraph", "inline", "classes", "title classes", "script links", "empty script links",
    "empty link lists", "promotions after empties", "broken front matter", "front list", "toolbars", "injected",
    "player comments", "player scripts", "old dates", "tolerant comments", "tolerant instructions", "tolerant bodies",
    "unclosed comments", "spaces", "bold", "less-than", "closing p",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", GROWING)
def test_time_grows_no_faster_than_the_page(name: str) -> None:
    def seconds(size: int) -> float:
        data = INPUTS[name](size)
        started = time.process_time()
        problem_of(data)
        return time.process_time() - started

    seconds(1000)
    short, long = seconds(10_000), seconds(80_000)
    for _ in range(9):  # a busy machine makes either longer, never shorter
        if long < 0.15 or long < 20 * short:  # 8 would be linear, 64 a square
            return
        short, long = min(short, seconds(10_000)), min(long, seconds(80_000))
    raise AssertionError(f"{short} s, then {long} s for eight times as much")


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (page("<p>甲&#8;乙</p><ins class=sinaads>丙</ins>丁"), ".html"),
        (page(FIRST, '<meta property="og:url" content="http://finance.sina.com&#0;cn/a.shtml">'), ".html"),
        (page("<img src='//a.cn/b.jpg\x11c'>甲"), ".html"),
        (page("<img src='//a.cn/b&#13;.jpg'>甲"), ".html"),
        (page("甲").replace(b"www.example.com/", b"www.example.com/\x17"), ".html"),
        (page("甲").replace(b"http://www.example.com/", b"//[x"), ".html"),
        (page("<a href='//[x'>甲</a><img src='http://[x'><img src='[x'>"), ".html"),
        (page("<p>甲</p><template><!-- publish_helper_end --><p>乙</p>"), ".html"),
        (
            b"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=rot13\r\n\r\n<p>a\r\n--b--",
            ".mht",
        ),
    ],
)
def test_found_by_fuzzing(data: bytes, ending: str) -> None:
    assert problem_of(data) is None
    assert problem_of_file(data, ending) is None


def test_a_message_does_not_quote_what_it_fails_on_at_length() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.html", page("甲" * 900))
    whole = stream.getvalue()
    name_runs_on = whole[:26] + (2500).to_bytes(2, "little") + whole[28:]
    assert problem_of_file(name_runs_on, ".zip") is None


def test_a_page_without_a_body_element_still_gives_its_article() -> None:
    data = next((HERE / "fixtures/generic").glob("*/page.html")).read_bytes()
    damaged = data.replace(b"<meta charset", b"<meta\0charset", 1).replace(b"</head>", b"</head&", 1)
    assert extract(damaged).text == extract(data).text
