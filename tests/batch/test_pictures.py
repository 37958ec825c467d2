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
import yaml

from ..command import run, tree, write
from ..pages import FIRST, LAST, page

pytestmark = pytest.mark.slow

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


def test_what_is_no_bitmap_is_said_and_its_caption_is_in_the_ledger(tmp_path: Path) -> None:
    svg = "data:image/svg+xml;base64," + base64.b64encode(SVG).decode()
    write(tmp_path, {"a.html": with_picture(svg)})
    options: tuple[tuple[str | Path, ...], ...] = ((), ("--extract-media", tmp_path / "media"))
    for media in options:
        record = json.loads(run(tmp_path / "a.html", "-f", "json", "--explain", *media).stdout)
        assert [(r["rule"], r["text"]) for r in record["removed"]] == [("inner-picture", "港区")]
        assert len(record["warnings"]) == 1 and "1 picture saved within the page" in record["warnings"][0]


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


def shown(note: Path) -> list[Path]:
    """The files that a reader finds for the pictures of ``note``, body and front matter."""
    front, _, body = note.read_text("utf-8").removeprefix("---\n").partition("\n---\n")
    listed = [image if isinstance(image, str) else image["url"] for image in yaml.safe_load(front)["images"]]
    assert list(map(unquote, listed)) == pictures(body.encode())
    return [(note.parent / target).resolve() for target in pictures(body.encode())]


@pytest.mark.parametrize("flavor", [[], ["--flavor", "obsidian"]])
@pytest.mark.parametrize("output", ["v/", "a/b/v/", "in/notes/", "in/", "./in/../w/"])
def test_a_vault_shows_pictures_that_lie_beside_the_pages(tmp_path: Path, output: str, flavor: list[str]) -> None:
    pages = {
        "a.html": with_picture("./a_files/1.jpg"),
        "a_files/1.jpg": JPEG,
        "50% off? #1/港 区 (一).html": with_picture("./%E6%B8%AF%20%E5%8C%BA%20(%E4%B8%80)_files/1.jpg"),
        "50% off? #1/港 区 (一)_files/1.jpg": JPEG,
    }
    write(tmp_path / "in", pages)
    for name in ([], ["--name-template", "{date:%Y/%m}/{stem}"][: 2 * (output != "in/")]):
        done = run("in", "-o", output, *name, *flavor, cwd=tmp_path)
        assert done.returncode == 0
        notes = list((tmp_path / output).resolve().rglob("*.md"))
        assert len(notes) >= 2
        for note in notes:
            (picture,) = shown(note)
            assert picture.read_bytes() == JPEG and picture.is_relative_to(tmp_path / "in")


def test_pages_that_chromium_saved_show_their_pictures(tmp_path: Path) -> None:
    assert run(SAMPLES / "complete", "-o", tmp_path / "vault").returncode == 0
    notes = list((tmp_path / "vault").glob("*.md"))
    assert len(notes) >= 2 and all(picture.is_file() for note in notes for picture in shown(note))


def test_one_file_of_any_format_leads_to_the_pictures(tmp_path: Path) -> None:
    write(tmp_path, {"in/a.html": with_picture("a_files/1.jpg"), "in/a_files/1.jpg": JPEG})
    (tmp_path / "link").symlink_to(tmp_path / "in")
    for where, way in (("x/one.md", "../in/"), ("in/one.md", ""), ("link/two.md", "")):
        (tmp_path / where).parent.mkdir(exist_ok=True)
        assert run("in/a.html", "-o", where, cwd=tmp_path).returncode == 0
        assert pictures((tmp_path / where).read_bytes()) == [f"{way}a_files/1.jpg"]
    assert run("in", "-f", "jsonl", "-o", "x/y/n.jsonl", cwd=tmp_path / "in", env={}).returncode == 3
    (tmp_path / "x/y").mkdir()
    assert run("in/a.html", "-f", "jsonl", "-o", "x/y/n.jsonl", cwd=tmp_path).returncode == 0
    record = json.loads((tmp_path / "x/y/n.jsonl").read_bytes())
    assert record["images"][0]["url"] == "../../in/a_files/1.jpg" == pictures(record["markdown"].encode())[0]


def test_on_stdout_from_stdin_and_from_archives_addresses_stay(tmp_path: Path) -> None:
    write(tmp_path, {"in/a.html": with_picture("./a_files/1.jpg")})
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.html", with_picture("./a_files/1.jpg"))
    assert pictures(run("in/a.html", cwd=tmp_path).stdout) == ["./a_files/1.jpg"]
    assert run("-", "-o", "b.md", stdin=with_picture("./a_files/1.jpg"), cwd=tmp_path).returncode == 0
    assert run("a.zip", "-o", "v/", cwd=tmp_path).returncode == 0
    for note in (tmp_path / "b.md", *(tmp_path / "v").rglob("*.md")):
        assert pictures(note.read_bytes()) == ["./a_files/1.jpg"]


@pytest.mark.parametrize(
    ("base", "prefix"), [("/img", "/img/"), ("/img/", "/img/"), ("https://e.org/p", "https://e.org/p/")]
)
def test_a_prefix_for_hugo_and_hexo(tmp_path: Path, base: str, prefix: str) -> None:
    write(tmp_path, {"in/s/a.html": with_picture("./a_files/1.jpg"), "in/s/a_files/1.jpg": JPEG})
    write(tmp_path, {"in/live.html": with_picture("https://n.sinaimg.cn/finance/1.jpg")})
    for flavor in ("hugo", "hexo"):
        assert run("in", "-o", f"{flavor}/", "--flavor", flavor, "--media-base", base, cwd=tmp_path).returncode == 0
        assert pictures((tmp_path / flavor / "s/a.md").read_bytes()) == [f"{prefix}s/a_files/1.jpg"]
        assert pictures((tmp_path / flavor / "live.md").read_bytes()) == ["https://n.sinaimg.cn/finance/1.jpg"]
    kept = run("in", "-o", "site/", "--media-base", base, "--extract-media", "static/img", cwd=tmp_path)
    assert kept.returncode == 0
    assert pictures((tmp_path / "site/s/a.md").read_bytes()) == [prefix + name_of(JPEG, ".jpg")]
    assert (tmp_path / "static/img" / name_of(JPEG, ".jpg")).is_file()


def test_resume_goes_on_however_the_folder_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"in/a.html": with_picture("./a_files/1.jpg"), "in/a_files/1.jpg": JPEG})
    assert run("in", "-o", "v/", cwd=tmp_path).returncode == 0
    again = run("../in", "-o", tmp_path / "v", "--resume", cwd=tmp_path / "v")
    assert again.returncode == 0 and b"unchanged since it was written 1" in again.stderr
    other = run("in", "-o", "v/", "--resume", "--media-base", "/img", cwd=tmp_path)
    assert b"1 written" in other.stderr and pictures((tmp_path / "v/a.md").read_bytes()) == ["/img/a_files/1.jpg"]
