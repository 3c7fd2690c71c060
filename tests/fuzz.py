"""`make fuzz`: generated and damaged files over all readers, until time is up; what breaks one is kept and named.

Case n of a seed is always the same file, so that a culprit can be made again. Each is read, cut and coded twice, under
limits that are far above what such a small file needs.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import pickle
import random
import re
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from test_formats import PAGE, PROSE, P, W, archive, docx, epub, links, paragraph, shape, slide
from test_pdf import LEFT, RIGHT, lines, pdf

from helpers import actors, codebook, corpus, sources, tables
from helpers.sources.guard import Guard

SECONDS, MEMORY = 30, 2 * 2**30  # for one file
SIZE = 200_000  # bytes of a file; what takes long with little is what is looked for
CULPRITS = Path(".fuzz")

MARKDOWN = f"""---
title: A shared future
date: 2024-09-10
authors: [Li Wei, Anna Berg]
---
# A shared future

BEIJING, Sept. 10 (Xinhua) -- {PROSE}

## What was said

- One point
- Another point

| a | b |
|---|---|
| 1 | 2 |

MS. SMITH: We shall act. Terrorists used social media, he said: “Yes!” 网络安全会议在北京闭幕。他说：“这很重要。”
"""
CSV = f'title,date,author,text,id\nOne,2024-05-03,Li Wei,"{PROSE}",7\nTwo,03/04/2024,,"He said ""no"".\n\nThen <p>yes</p>",8\n'
JSONL = '{"title": "One", "date": "2024-05-03", "text": "We shall act.", "user": {"name": "Li"}}\n{"title": null, "text": "<p>Yes.</p>"}\n'
ODT = """<o:document-content xmlns:o="o" xmlns:t="t" xmlns:b="b" xmlns:dc="dc"><o:body><o:text>
<t:tracked-changes><t:changed-region><t:deletion><dc:creator>Li</dc:creator><t:p>never</t:p></t:deletion></t:changed-region></t:tracked-changes>
<t:p t:style-name="Title">Forum calls for action</t:p><t:h>What was said</t:h><t:p>We <t:span>shall</t:span><t:s/>act<t:note>
<t:note-body><t:p>See the law.</t:p></t:note-body></t:note>.</t:p><t:list><t:list-item><t:p>First point</t:p></t:list-item></t:list>
<b:table><b:table-row><b:table-cell><t:p>a1</t:p></b:table-cell></b:table-row></b:table></o:text></o:body></o:document-content>"""
DECK = {f"slides/slide{n}.xml": slide(shape(f"Aims {n}", "title"), shape("One point\nAnother", "body"), shape(str(n), "sldNum"))
        for n in (1, 2)}  # fmt: skip
SAMPLES: dict[str, bytes] = {
    "a.txt": PROSE.encode(), "a.md": MARKDOWN.encode(), "a.html": PAGE.encode(), "a.csv": CSV.encode(),
    "a.jsonl": JSONL.encode(), "a.json": f"[{','.join(JSONL.splitlines())}]".encode(),
    "b.txt": "网络安全会议在北京闭幕\n\n与会代表表示，各国应加强合作。“这很重要。”他说。\n".encode("gb18030"),
    "a.pdf": pdf([*lines(50, 140, *LEFT), *lines(320, 140, *RIGHT), (300, 780, 9, "1")], lines(50, 100, *RIGHT)),
    "a.docx": docx(
        paragraph("Forum calls", "Title") + paragraph("What was said", "Heading1")
        + f'<w:p><w:del w:author="Li"><w:r><w:delText>never</w:delText></w:r></w:del><w:r><w:t>{PROSE}</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
        + f"<w:tbl><w:tr><w:tc>{paragraph('a1')}</w:tc><w:tc>{paragraph('b1')}</w:tc></w:tr></w:tbl>",
        word__footnotes_dot_xml=f'<w:footnotes {W}><w:footnote w:id="2">{paragraph("See the law.")}</w:footnote></w:footnotes>',
        word__styles_dot_xml=f'<w:styles {W}><w:style w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Title"/></w:style></w:styles>',
    ),
    "a.pptx": archive(
        ppt__presentation_dot_xml=f'<p:presentation {P}><p:sldIdLst>{"".join(f"""<p:sldId r:id="{n}"/>""" for n in DECK)}</p:sldIdLst></p:presentation>',
        ppt___rels__presentation_dot_xml_dot_rels=links(**{f"slide{n}": name for n, name in enumerate(DECK)}),
        **{f"ppt__{name}": content for name, content in DECK.items()},
    ),
    "a.odt": archive(mimetype="application/vnd.oasis.opendocument.text", content_dot_xml=ODT),
    "a.epub": epub(c1=f"<html><body><h1>One</h1><p>{PROSE}</p></body></html>", c2="<ul><li>Later on.</li></ul>"),
    "manifest.yaml": b"about: A test.\ndocuments:\n  a.txt:\n    date: {value: 2025-03, reason: As told.}\nexports:\n  a.csv: {text: text}\n",
    "codebook.yaml": b"themes:\n  a:\n    definition: x\n    codes:\n      b:\n        definition: x\n        include: x\n        exclude: x\n"
    b'        patterns: {en: ["terror* NEAR/8 (drone* | AI)", "(a b | c?d)"], zh: ["\xe6\x81\x90\xe6\x80\x96"]}\n        examples: ["terror by AI"]\n',
}  # fmt: skip
ENDINGS = [*sorted({name.partition(".")[2] for name in SAMPLES} - {"yaml"}), "xhtml", "tsv", "TXT", "doc", ""]

# What readers look for, and what breaks them.
TOKENS = [
    "\n", "\r", "\r\n", "\n\n", "\f", "\t", " ", "\v", "\0", "\ufeff", "\u2028", "\u200b", "\u00ad", "\u0301", "\ud7ff", "😀", "𠮷", "ｆ", "\u200f", "。", "！", "“", "”", "「", '"', "'", "…", "...",
    "---\n", "```\n", "# ", "- ", "1. ", "1\n2\n", "**", "__", "| a |", "> ", "{: .x}", "===\n", "<!--", "-->", "<", ">", "&", "&amp;", "&#0;", "&#x110000;", "<![CDATA[", "]]>", "<?x?>",
    "<p>", "</p>", "<div>", "<table><tr><td colspan=1000000000>", "<li>", "<pre>", "<br><br>", "<script>", "<title>", "<h1>", "<base href='x:'>", "<meta charset=utf-16>", "<plaintext>",
    "title: ", "date: 2024-13-45", "[", "]", "{", "}", ":", ",", "&a ", "*a", "!!python/object:x ", "May 5, 2020", "5 May 2020", "2024年5月3日", "By Li Wei", "来源：", "Q. ", "MS. SMITH: ",
    "(Xinhua) --", "said", "terrorist", "cyber", "AI", "恐怖", "U.S.", "Mr.", "e.g.", "0", "-1", "99999999999", "1e999", "NaN", "null", "NEAR/8", "(", ")", "*", "?", "\\", "\\u", "%00", "../",
    '<!DOCTYPE d [<!ENTITY a "x"><!ENTITY b SYSTEM "file:///etc/passwd">]>', "&a;&b;", " 0 R", "endobj", "stream\n", "endstream", "<<", ">>", "/Kids", "BT", "ET", "Tj", "xref", "startxref",
]  # fmt: skip
_PIECES = {
    "markup": re.compile(r"<[^<>]*>|[^<>]+|[<>]"),
    "pdf": re.compile(r"(?s)\d+ \d+ obj.*?endobj|\d+ 0 R|/\w+|-?[\d.]+|\s+|."),
    "words": re.compile(r"\w+|\s+|."),
}


def mutated(random_: random.Random) -> tuple[str, bytes]:
    """One file: a sample, mostly damaged in ways that its format knows, at times under another name."""
    name = random_.choice(list(SAMPLES))
    content = SAMPLES[name]
    ending = name.partition(".")[2]
    for _ in range(random_.choice((1, 1, 2, 3, 8))):
        if content[:2] == b"PK" and random_.random() < 0.85:
            content = _archive(content, random_)
        elif random_.random() < 0.3:
            content = _bytes(content, random_)
        else:
            kind = {"html": "markup", "pdf": "pdf"}.get(ending, "words")
            content = _pieces(content, kind, random_)
    if random_.random() < 0.1 and ending != "yaml":
        name = f"a.{random_.choice(ENDINGS)}"
    if random_.random() < 0.03:
        content = content.decode("utf-8", "replace").encode(
            random_.choice(("utf-16", "utf-32", "gb18030", "utf-8-sig"))
        )
    return name, content[:SIZE]


def _archive(content: bytes, random_: random.Random) -> bytes:
    """Damage one member of an archive, or drop, double or rename one, and pack it again."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = [(info.filename, package.read(info)) for info in package.infolist()]
    except Exception:  # damaged already
        return _bytes(content, random_)
    at = random_.randrange(len(members)) if members else 0
    what = random_.random()
    if not members or what < 0.04:
        members.append(
            (random_.choice(("../x", "/x", "mimetype", "a" * 300, "META-INF/encryption.xml")), b"x")
        )
    elif what < 0.08:
        del members[at]
    elif what < 0.12:
        members.append(random_.choice(members))
    elif what < 0.15:
        members[at] = (members[at][0], random_.choice(members)[1])
    else:
        name, inner = members[at]
        how: Callable[[], bytes] = random_.choice(
            [partial(_tree, inner, random_)] * 3
            + [partial(_pieces, inner, "markup", random_), partial(_bytes, inner, random_)]
        )
        members[at] = (name, how())
    file = io.BytesIO()
    with (
        warnings.catch_warnings(action="ignore"),
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name, inner in members:  # a name may stand there twice
            package.writestr(name, inner)
    return file.getvalue()


def _tree(content: bytes, random_: random.Random) -> bytes:
    """Move, double, nest or drop an element of an XML part, or change an attribute or its text."""
    from copy import deepcopy

    from lxml import etree

    try:
        root = etree.fromstring(content)
    except etree.XMLSyntaxError:
        return _pieces(content, "markup", random_)
    elements = list(root.iter("*"))
    one, other = random_.choice(elements), random_.choice(elements)
    what = random_.randrange(6)
    if what == 0 and one is not root:
        one.getparent().remove(one)
    elif what == 1:
        other.append(deepcopy(one))
    elif what == 2:
        for _ in range(random_.choice((2, 20, 250))):
            wrapped = etree.Element(one.tag)
            one.append(wrapped)
            one = wrapped
    elif what == 3 and one.attrib:
        one.set(
            random_.choice(list(one.attrib)),
            random_.choice([v for e in elements for v in e.attrib.values()] + ["", "-1", "99999999999"]),
        )
    elif what == 4:
        one.text = random_.choice(("", "\u0301", PROSE, "😀 \u00ad", "2024-13-45"))
    else:
        one.tag = other.tag
    return bytes(etree.tostring(root))


def _pieces(content: bytes, kind: str, random_: random.Random) -> bytes:
    """Drop, double, swap, repeat or insert pieces: words, tags, objects of a PDF."""
    encoding = "latin-1" if kind == "pdf" else "utf-8"
    pieces = _PIECES[kind].findall(content[:SIZE].decode(encoding, "replace")) or [""]
    for _ in range(random_.choice((1, 2, 10))):
        at, to = random_.randrange(len(pieces)), random_.randrange(len(pieces))
        what = random_.randrange(6)
        if what == 0:
            pieces[at : at + random_.choice((1, 1, 5, 50))] = [""]
        elif what == 1:
            pieces[to:to] = pieces[at : at + random_.choice((1, 5, 50))]
        elif what == 2:
            pieces[at], pieces[to] = pieces[to], pieces[at]
        elif what == 3:
            pieces[at] = pieces[to]
        elif what == 4:
            token = random_.choice([*TOKENS, pieces[to]])[:200]
            pieces.insert(at, token * random_.choice((1, 1, 1, 2, 3, 100, 20_000 // max(1, len(token)))))
        else:
            pieces.insert(at, random_.choice(TOKENS) + random_.choice(TOKENS))
    return "".join(pieces).encode(encoding, "replace")


def _bytes(content: bytes, random_: random.Random) -> bytes:
    at, to = (random_.randrange(len(content) + 1) for _ in "ab")
    match random_.randrange(5):
        case 0:
            return content[:at]
        case 1:
            return content[:at] + random_.randbytes(random_.choice((1, 2, 8, 100))) + content[at:]
        case 2:
            return content[: min(at, to)] + content[max(at, to) :]
        case 3:
            return content[:at] + content[to : to + 200] + content[at:]
        case _:
            return content[:at] + random_.randbytes(random_.choice((1, 4))) + content[at + 4 :]


def faults(rows: corpus.Rows) -> Iterator[str]:
    """What is wrong with the rows of one document, in words."""
    for name, schema in tables.SCHEMAS.items():
        try:
            schema.opened(schema.stored(rows[name]))
        except (tables.TableError, ValueError) as error:
            yield f"table {name}: {error}"
    document, text = rows["documents"][0], rows["texts"][0]["text"]
    if document["status"] != "read":
        if text or rows["blocks"] or rows["sentences"] or not (document["reason"] or "").count(";"):
            yield f"status {document['status']} without reason and remedy, or with text: {document['reason']}"
    elif [b["start"] for b in rows["blocks"]] + [len(text)] != [0] + [b["end"] for b in rows["blocks"]]:
        yield "blocks do not tile the text"
    if re.search("broke its reader|took longer|ended its process|more memory", document["reason"] or ""):
        yield document["reason"]
    blocks = {block["block_id"]: block for block in rows["blocks"]}
    sentences = {sentence["sentence_id"]: sentence for sentence in rows["sentences"]}
    for inner, outer, name in (
        (rows["sentences"], blocks, "block_id"),
        (rows["codings"], sentences, "sentence_id"),
        (rows["mentions"], sentences, "sentence_id"),
    ):
        for row in inner:
            around = outer[row[name]]
            if not around["start"] <= row["start"] < row["end"] <= around["end"]:
                yield f"{row} lies outside its {name}"
    for field in rows["fields"]:
        if field["start"] is not None and not text[field["start"] : field["end"]].strip():
            yield f"the span of {field} holds nothing"
    try:
        str(rows).encode()
    except UnicodeEncodeError as error:
        yield f"half a character in the rows: {error}"


class Examiner:
    """Reads files twice in a process with small limits and says what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.guard = folder, Guard(seconds=SECONDS, memory=MEMORY)
        book = codebook.Codebook.load(tables.data_file("codebook.yaml"))
        register = actors.Register.load(tables.data_file("actors.yaml"))
        means = corpus.Means(folder, sources.Manifest(), book, register, with_voices=True)
        self.read = pickle.dumps(partial(corpus._read_one, means))

    def close(self) -> None:
        self.guard.close()

    def examine(self, name: str, content: bytes) -> list[str]:
        """What is wrong with how a file is read, if anything."""
        if name.endswith(".yaml"):
            return self._yaml(name, content)
        try:
            first, again = (self.rows(name, content) for _ in "ab")
        except sources.UnreadableError as error:
            return [str(error)]
        found = [fault for rows in first for fault in faults(rows)]
        return found if first == again else [*found, "the second reading differs from the first"]

    def rows(self, name: str, content: bytes) -> list[corpus.Rows]:
        """The rows of a file's documents. Raises UnreadableError where it breaks a limit or its reader."""
        self._put(name, content)
        listed = sources.listed([name], root=self.folder, manifest=sources.Manifest())
        return [self.guard.run(self.read, source) for source in listed[:20]]

    def _put(self, name: str, content: bytes) -> None:
        for file in self.folder.iterdir():
            file.unlink()
        (self.folder / name).write_bytes(content)

    def _yaml(self, name: str, content: bytes) -> list[str]:
        self._put(name, content)
        # Their own errors are how they refuse; any other is a fault.
        try:
            if name == "codebook.yaml":
                codebook.Codebook.load(self.folder / name)
            else:
                sources.Manifest.load(self.folder)
        except (codebook.CodebookError, sources.ManifestError):
            return []
        except Exception:
            return [traceback.format_exc()]
        return []


def search(seed: int, cases: Iterable[int], *, seconds: float) -> Iterator[tuple[int, str, bytes, list[str]]]:
    """Each case that was examined: number, name, content, and what is wrong with how it is read."""
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder, contextlib.closing(Examiner(Path(folder))) as examiner:
        for case in cases:
            if time.monotonic() > end:
                break
            name, content = mutated(random.Random(f"{seed}:{case}"))
            yield case, name, content, examiner.examine(name, content)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--case", type=int, help="this one only")
    given = parser.parse_args()
    cases = itertools.count() if given.case is None else [given.case]
    count = culprits = 0
    for case, name, content, found in search(given.seed, cases, seconds=given.seconds):
        count += 1
        if found:
            culprits += 1
            CULPRITS.mkdir(exist_ok=True)
            file = CULPRITS / f"{given.seed}-{case}-{name}"
            file.write_bytes(content)
            print(f"{file}: {found[0][:600]}\n  again:  make fuzz SEED={given.seed} CASE={case}", flush=True)
    print(f"seed {given.seed}: {count} files, {culprits} culprits")
    return culprits > 0


if __name__ == "__main__":
    sys.exit(main())
