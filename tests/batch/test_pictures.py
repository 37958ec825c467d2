"""``--extract-media``: pictures saved with a page become files, and the Markdown points at them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest

from ..command import run, tree, write
from ..pages import FIRST, LAST, page

SAMPLES = Path(__file__).parent.parent / "samples"
PNG = b"\x89PNG\r\n\x1a\n" + b"not quite one either" * 9
JPEG = b"\xff\xd8\xff\xe0" + b"not quite a picture" * 9
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def with_picture(source: str) -> bytes:
    figure = f'<div class="img_wrapper"><img src="{source}" alt="港区"><span class="img_descr">港区</span></div>'
    return page(FIRST + figure + LAST)


def name_of(data: bytes, ending: str) -> str:
    return hashlib.sha256(data).hexdigest()[:24] + ending


def pictures(markdown: bytes) -> list[str]:
    return [unquote(target) for target in re.findall(r"!\[[^\]]*\]\(([^)]*)\)", markdown.decode())]


def test_pictures_beside_the_page_and_inline(tmp_path: Path) -> None:
    inline = "data:image/png;base64," + base64.b64encode(PNG).decode()
    write(
        tmp_path / "in",
        {
            "a.html": with_picture("./a_files/1.jpg"),
            "a_files/1.jpg": JPEG,
            "deep/er/港 区.html": with_picture("%E6%B8%AF%20%E5%8C%BA_files/1.jpg"),
            "deep/er/港 区_files/1.jpg": JPEG,
            "inline.html": with_picture(inline),
            "live.html": with_picture("https://n.sinaimg.cn/finance/1.jpg"),
        },
    )
    done = run(tmp_path / "in", "-o", tmp_path / "vault", "--extract-media", tmp_path / "vault/my (media)", "-j", "2")
    assert done.returncode == 0
    notes = tree(tmp_path / "vault")
    jpeg, png = "my (media)/" + name_of(JPEG, ".jpg"), "my (media)/" + name_of(PNG, ".png")
    assert notes[jpeg] == JPEG and notes[png] == PNG and len(notes) == 4 + 2
    assert pictures(notes["a.md"]) == [jpeg] and pictures(notes["deep/er/港 区.md"]) == ["../../" + jpeg]
    assert pictures(notes["inline.md"]) == [png]
    assert pictures(notes["live.md"]) == ["https://n.sinaimg.cn/finance/1.jpg"]
    again = run(tmp_path / "in", "-o", tmp_path / "vault", "--extract-media", tmp_path / "vault/my (media)", "--resume")
    assert again.returncode == 0 and tree(tmp_path / "vault") == notes
    assert [p.name for p in (tmp_path / "vault/my (media)").iterdir() if p.name.startswith(".")] == []


def test_the_way_to_the_pictures_from_every_kind_of_output(tmp_path: Path) -> None:
    write(tmp_path / "in", {"s/a.html": with_picture("a_files/1.jpg"), "s/a_files/1.jpg": JPEG})
    name = name_of(JPEG, ".jpg")

    def target(*arguments: str, output: str) -> str:
        assert run(*arguments, "--extract-media", "media", cwd=tmp_path).returncode == 0
        return pictures((tmp_path / output).read_bytes())[0]

    assert target("in/s/a.html", "-o", "out/one.md", output="out/one.md") == f"../media/{name}"
    by_template = target("in", "-o", "v/", "--name-template", "{date:%Y/%m}/{stem}", output="v/2021/03/a.md")
    assert by_template == f"../../../media/{name}"
    done = run("in", "-f", "jsonl", "-o", "x/y/news.jsonl", "--extract-media", "media", cwd=tmp_path)
    record = json.loads((tmp_path / "x/y/news.jsonl").read_bytes())
    assert done.returncode == 0 and record["images"][0]["url"] == f"../../media/{name}"
    assert pictures(run("in/s/a.html", "--extract-media", "media", cwd=tmp_path).stdout) == [f"media/{name}"]


def test_without_the_option_nothing_is_written_and_text_is_the_same(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": with_picture("a_files/1.jpg"), "a_files/1.jpg": JPEG})
    plain = json.loads(run(tmp_path / "a.html", "-f", "json").stdout)
    moved = json.loads(run(tmp_path / "a.html", "-f", "json", "--extract-media", tmp_path / "m").stdout)
    assert plain["text"] == moved["text"] and plain["images"][0]["url"] == "a_files/1.jpg"
    assert len(tree(tmp_path / "m")) == 1


@pytest.mark.parametrize(
    ("source", "beside"),
    [
        ("../secret_files/1.jpg", JPEG),
        ("a_files/../../secret_files/1.jpg", JPEG),
        ("a_files/link.jpg", JPEG),  # a link to the outside
        ("%2e%2e/secret_files/1.jpg", JPEG),
        ("a_files/1.svg", SVG),
        ("a_files/notes.jpg", b"no picture at all"),
        ("data:image/svg+xml;base64," + base64.b64encode(SVG).decode(), b""),
        ("data:image/png;base64,!!!", b""),
        ("data:image/png," + "%00" * 9, b""),
    ],
)
def test_what_is_outside_or_no_bitmap_is_not_taken(tmp_path: Path, source: str, beside: bytes) -> None:
    write(tmp_path, {"in/a.html": with_picture(source), "secret_files/1.jpg": JPEG, "in/a_files/x": b""})
    if source.startswith("a_files/") and "link" not in source and ".." not in source:
        write(tmp_path / "in", {source: beside})
    (tmp_path / "in/a_files/link.jpg").symlink_to(tmp_path / "secret_files/1.jpg")
    done = run(tmp_path / "in/a.html", "--extract-media", tmp_path / "media")
    assert done.returncode == 0 and not (tmp_path / "media").exists() and b"data:" not in done.stdout


def test_absolute_paths_and_archives_reach_no_file_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "b_files").mkdir()
    (tmp_path / "b_files/1.jpg").write_bytes(JPEG)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.html", with_picture("b_files/1.jpg"))
        archive.writestr("c.html", with_picture(f"{tmp_path}/b_files/1.jpg"))
    done = run(tmp_path / "a.zip", "--extract-media", tmp_path / "media")
    assert done.returncode == 0 and not (tmp_path / "media").exists()


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("mhtml/*.mhtml")), ids=lambda path: path.stem)
def test_mhtml_of_chromium(path: Path, tmp_path: Path) -> None:
    done = run(path, "--extract-media", tmp_path / "media", cwd=tmp_path)
    found = [target for target in pictures(done.stdout) if target.startswith("media/")]
    assert done.returncode == 0 and set(tree(tmp_path)) == set(found) and b"(cid:" not in done.stdout
    assert bool(found) == ("symbols" not in path.name)  # the one sample without a picture in its text


def test_pages_that_chromium_saved_complete(tmp_path: Path) -> None:
    folder = SAMPLES / "complete"
    assert len(list(folder.glob("*.html"))) >= 2
    done = run(folder, "-o", tmp_path / "vault", "--extract-media", tmp_path / "vault/media")
    assert done.returncode == 0
    notes = tree(tmp_path / "vault")
    for note in (data for name, data in notes.items() if name.endswith(".md")):
        assert [target in notes for target in pictures(note)] == [True]
