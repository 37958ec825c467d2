"""Names of output files: legal everywhere, unique, the same on every run."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sinaextract.batch.naming import Names, NameTemplateError, check_template, depth, mirrored, safe_name, templated

from ..command import article, counts, run, tree, write
from ..pages import FIRST, page

FORBIDDEN = set('<>:"/\\|?*') | {chr(code) for code in range(32)} | {"\x7f"}
DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in "0123456789¹²³")}


@given(st.text(max_size=300))
@example("CON.html")
@example("lpt1")
@example("nul .txt")
@example("…" * 200)
@example("a\udcd6.")
@example("\N{KELVIN SIGN}elvin-2021")  # letters alone, and NFC has others for them
@example("\N{CJK COMPATIBILITY IDEOGRAPH-F900}渡口_镇事")
@example("conin1")
@example(" . ")
def test_safe_names_are_legal_on_windows_macos_and_linux(name: str) -> None:
    safe = safe_name(name)
    assert safe and not FORBIDDEN & set(safe) and safe[-1] not in ". "
    assert safe.split(".")[0].rstrip(" ").lower() not in DEVICES
    assert len((safe + "-99999.jsonl").encode()) <= 255  # also a check that it can be encoded
    assert safe_name(safe) == safe and unicodedata.is_normalized("NFC", safe)


@given(st.lists(st.text(alphabet="aA.é\u0301/\\ md-2", max_size=8), max_size=12))
def test_no_two_inputs_share_an_output(relatives: list[str]) -> None:
    names = Names()
    outputs = [mirrored(relative, ".md", names) for relative in relatives]
    assert len({unicodedata.normalize("NFC", o).casefold() for o in outputs}) == len(outputs)
    folders = {
        "/".join(output.split("/")[:i]).casefold() for output in outputs for i in range(1, output.count("/") + 1)
    }
    assert not folders & {output.casefold() for output in outputs}  # a file is in no folder's way
    for relative, output in zip(relatives, outputs, strict=True):
        assert output.count("/") == depth(relative, "")
        assert not output.startswith("/") and ".." not in output.split("/")


@pytest.mark.parametrize(
    ("relative", "output"),
    [
        ("2021/a.html", "2021/a.md"),
        ("a.shtml.gz", "a.md"),
        ('"五一"假期….md', "＂五一＂假期….md"),
        ("a.b.c", "a.b.c.md"),
        (".html", ".html.md"),
        ("../../etc/passwd.html", "etc/passwd.md"),
        ("/etc/x.html", "etc/x.md"),
        ("C:\\temp\\x.html", "C：/temp/x.md"),
        ("x.md/y.html", "x.md_/y.md"),
        ("sub /.. ./con/y.html", "sub/_/_con/y.md"),
    ],
)
def test_where_an_input_goes(relative: str, output: str) -> None:
    assert mirrored(relative, ".md", Names()) == output


def test_names_that_differ_only_in_ending_or_case() -> None:
    names = Names()
    given_out = [
        mirrored(name, ".md", names) for name in ("A.html", "a.htm", "a.html", "a.html.gz", "a.shtml", "Á.html")
    ]
    assert given_out == ["A.md", "a.htm.md", "a.html.md", "a.html.gz.md", "a.shtml.md", "Á.md"]
    assert mirrored("A\u0301.HTM", ".md", names) == "Á.HTM.md"
    assert [mirrored("a.html", ".md", names) for _ in range(3)] == ["a-2.md", "a-3.md", "a-4.md"]


def test_many_of_one_name_take_no_quadratic_time() -> None:
    names = Names()
    assert [templated("undated", ".md", names) for _ in range(50_000)][-1] == "undated-50000.md"


@pytest.mark.parametrize(
    "template",
    [
        *("", "plain", "{", "{}", "{0}", "{nothing}", "{title.x}", "{title:d}", "{date:%Y}{title:9z}", "{title!x}"),
        *("{title:>99999999999}", "{title:{stem}}", "{date:%99999999999Y}"),
    ],
)
def test_bad_templates_are_told(template: str) -> None:
    with pytest.raises(NameTemplateError):
        check_template(template)


@pytest.mark.parametrize("template", ["{title}", "{date:%Y/%m}/{title:.20}", "{hash}-{stem}", "{{x}}{docid!s:>9}"])
def test_good_templates(template: str) -> None:
    check_template(template)


def test_the_command_writes_the_mirrored_tree(tmp_path: Path) -> None:
    names = [
        '"五一"假期….html',
        "a.html",
        "a.htm",
        "a.shtml",
        "A.html",
        "CON.html",
        "x?.html",
        "sub.md/in.html",
        "sub.html",
    ]
    folder = write(tmp_path / "in", {name: article(i) for i, name in enumerate(names)})
    (folder / b"\xd6\xd0.html".decode("utf-8", "surrogateescape")).write_bytes(article(50))  # a GBK name
    trees = []
    for jobs in ([], ["-j", "1"], ["-j", "3"]):
        done = run(folder, "-o", tmp_path / "".join(["out", *jobs]), *jobs)
        assert done.returncode == 0 and counts(done)["written"] == len(names) + 1
        trees.append(tree(tmp_path / "".join(["out", *jobs])))
    assert trees[0] == trees[1] == trees[2]
    expected = {
        "＂五一＂假期….md",
        "A.md",
        "a.htm.md",
        "a.html.md",
        "a.shtml.md",
        "_CON.md",
        "x？.md",
        "sub.md",
        "__.md",
    }
    assert set(trees[0]) == expected | {"sub.md_/in.md"}


def test_the_command_names_by_content(tmp_path: Path) -> None:
    undated = page(FIRST).replace("2021年03月05日 09:26".encode(), b"")
    slashed = page(FIRST).replace("临州港跨境结算提速</h1>".encode(), b"A/B: 1\\2 " + b"</h1>")
    write(tmp_path / "in", {"a.html": page(FIRST), "b.html": page(FIRST), "c.html": undated, "d.html": slashed})
    done = run(tmp_path / "in", "-o", tmp_path / "vault", "--name-template", "{date:%Y/%m-%d}-{title}")
    assert done.returncode == 0
    assert sorted(tree(tmp_path / "vault")) == [
        "2021/03-05-A／B： 1＼2.md",
        "2021/03-05-临州港跨境结算提速-2.md",
        "2021/03-05-临州港跨境结算提速.md",
        "undated-临州港跨境结算提速.md",
    ]
    again = run(tmp_path / "in", "-o", tmp_path / "vault", "--name-template", "{date:%Y/%m-%d}-{title}")
    assert again.returncode == 0 and len(tree(tmp_path / "vault")) == 4
    bad = run(tmp_path / "in", "-o", tmp_path / "vault", "--name-template", "{titel}")
    assert bad.returncode == 2 and b"known are author, byline, channel, date, docid" in bad.stderr


def test_names_by_stock_and_channel(tmp_path: Path) -> None:
    stock = '<p>　　<span id="stock_sh609901"><a class="keyword">沧澜重工</a></span>昨日公告。</p>'
    write(tmp_path / "in", {"a.html": page(FIRST + stock), "b.html": article(2, docid="abcdefg1234567")})
    done = run(tmp_path / "in", "-o", tmp_path / "vault", "--name-template", "{ticker}/{docid} {byline}")
    assert done.returncode == 0
    assert sorted(tree(tmp_path / "vault")) == ["609901.SH/unknown unknown.md", "unknown/abcdefg1234567 unknown.md"]


@pytest.mark.parametrize("template", [[], ["--name-template", "{title}"]])
def test_obsidian_can_link_every_note(tmp_path: Path, template: list[str]) -> None:
    name = "[快讯] C#^2|.net"
    titled = page(FIRST).replace("临州港跨境结算提速</h1>".encode(), name.encode() + b"</h1>")
    write(tmp_path / "in" / "#1 [a]", {f"{name}.html": titled, ".env#.html": article(1)})
    flavored, plain = tmp_path / "flavored", tmp_path / "plain"
    for folder, flavor in ((flavored, ["--flavor", "obsidian"]), (plain, [])):
        assert run(tmp_path / "in", "-o", folder, *template, *flavor).returncode == 0
    assert tree(plain) and all(any(char in path for char in "#^[]") for path in tree(plain) if "C" in path)
    assert len(tree(flavored)) == len(tree(plain))
    assert any("［快讯］ C＃＾2｜.net.md" in path for path in tree(flavored))
    for path in tree(flavored):
        assert not set(path) & set("#^[]|:\\"), path
        assert not any(part.startswith(".") for part in path.split("/"))


def test_a_title_of_dots_makes_no_path(tmp_path: Path) -> None:
    head = '<meta name="publishid" content="abcd1234567">'
    for name, title in (("a", ".."), ("b", "."), ("c", " .. ."), ("d", "a/../b")):
        data = page(FIRST, head).decode().replace('"main-title">临州港跨境结算提速', f'"main-title">{title}')
        write(tmp_path / "in", {f"{name}.html": data.encode()})
    done = run("in", "-o", "vault", "--name-template", "{docid}/{title}", cwd=tmp_path)
    assert done.returncode == 0
    assert sorted(tree(tmp_path / "vault")) == [
        "abcd1234567/_-2.md",
        "abcd1234567/_-3.md",
        "abcd1234567/_.md",
        "abcd1234567/a／..／b.md",
    ]
