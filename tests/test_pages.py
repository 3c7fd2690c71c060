"""The finished pages in a real browser, opened from files with the network cut, as a reader has them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import nbformat
import pytest

from helpers import reports
from helpers.codebook import Codebook
from helpers.corpus import Corpus
from helpers.evidence import unpacked
from helpers.reports import exporter
from helpers.reports.exporter import evidence_in
from helpers.tables import data_file

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = [page.name for page in reports.plan(ROOT, Codebook.load(data_file("codebook.yaml")))]
READERS = [f"documents/{path.stem}" for path in sorted((ROOT / "seeds").glob("*.txt"))]
PAGES = ["index", *NOTEBOOKS, *READERS]
# What a page may weigh: small enough to send by mail.
MOST_BYTES = 2_500_000
# WCAG 2.2, 1.4.3: text against its background.
LEAST_CONTRAST = 4.5
# Numbers a page that are opened by hand, so to speak: with the mouse, Enter and Space.
SAMPLE = 30

Item = TypeVar("Item")


class Sheet:
    """A page as a reader has it, with what it asked for and what it complained of."""

    def __init__(self, page: Any, path: Path) -> None:
        self.page, self.path = page, path
        self.requests: list[Any] = []
        self.complaints: list[str] = []
        page.on("request", self._request)
        page.on(
            "console", lambda said: said.type in ("error", "warning") and self.complaints.append(said.text)
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        page.goto(path.as_uri())
        if page.locator("script.dn-evidence").count():
            page.locator("html[data-dn-ready]").wait_for(state="attached")
        self.evidence: dict[str, dict[str, Any]] = (
            evidence_in(path.read_bytes().decode())
            if page.locator("script.dn-evidence[data-packed]").count()
            else page.evaluate(EVIDENCE)  # nbconvert's own pages hold it in another order of attributes
        )

    def _request(self, request: Any) -> None:
        self.requests.append(request)

    def panel(self) -> dict[str, Any]:
        """What the panel shows once it has all that its heading promises."""
        self.page.locator("#dn-evidence").wait_for()
        shown: dict[str, Any] = {}
        for _ in range(1000):  # long lists come in parts
            shown = self.page.evaluate(PANEL)
            if shown["heading"] == promised(len(shown["items"])):
                break
            self.page.wait_for_timeout(20)
        return shown

    def close(self) -> None:
        self.page.keyboard.press("Escape")
        assert self.page.evaluate('document.querySelector("#dn-evidence").hidden')

    def behind(self, key: str) -> list[dict[str, Any]]:
        """The passages of a set as the panel has to show them. Offsets count code points, as Python does."""
        shown = []
        for passage in self.evidence["sets"][key]:
            context_id, edges, _ = unpacked(self.evidence["passages"][passage])
            text = self.evidence["contexts"][context_id]["t"]
            marks = [text[s:e] for s, e in zip(edges[::2], edges[1::2], strict=True) if s < e]
            shown.append({"passage": passage, "text": text, "marks": marks})
        return shown


EVIDENCE = """() => {
    const evidence = { sets: {}, passages: {}, contexts: {}, documents: {} };
    for (const script of document.querySelectorAll("script.dn-evidence"))
        for (const [part, entries] of Object.entries(JSON.parse(script.textContent)))
            Object.assign(evidence[part], entries);
    return evidence;
}"""

PANEL = """() => {
    const panel = document.querySelector("#dn-evidence");
    return {
        heading: panel.querySelector("h2").textContent,
        hasFocus: panel.contains(document.activeElement),
        items: [...panel.querySelectorAll("li")].map((item) => ({
            passage: item.dataset.passage,
            text: item.querySelector("blockquote")?.textContent,
            marks: [...item.querySelectorAll("mark")].map((mark) => mark.textContent),
        })),
    };
}"""


def promised(count: int) -> str:
    return f"{count:,} passage{'' if count == 1 else 's'}"


def spread(items: Sequence[Item], most: int) -> list[Item]:
    """At most so many, evenly over all."""
    return [items[at * len(items) // most] for at in range(most)] if len(items) > most else list(items)


@contextmanager
def opened(browser: Any, path: Path, *, width: int = 1440, scheme: str = "light") -> Iterator[Sheet]:
    context = browser.new_context(
        offline=True, viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(60_000)
    yield Sheet(context.new_page(), path)
    context.close()


@pytest.fixture(scope="module", params=PAGES)
def sheet(request: pytest.FixtureRequest, browser: Any, published: Path) -> Iterator[Sheet]:
    """A page that several tests look at, each leaving it as it was."""
    with opened(browser, published / f"{request.param}.html") as one:
        yield one


in_each_report = pytest.mark.parametrize("sheet", NOTEBOOKS, indirect=True)


# ---- the page stands alone --------------------------------------------------------------------------------------


def test_packed_evidence_opens_as_well(
    browser: Any, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporter, "PACKED_FROM", 0)
    notebook = nbformat.read(published / "notebooks" / "05_voices.ipynb", as_version=4)
    page = tmp_path / "05_voices.html"
    page.write_text(exporter.page(exporter.read(notebook)), encoding="utf-8", newline="\n")
    with opened(browser, page) as sheet:
        for number in sheet.page.locator(".dn-number[data-count]").all()[:3]:
            number.click()
            shown = sheet.behind(str(number.get_attribute("data-evidence")))
            assert [(item["passage"], item["text"], item["marks"]) for item in sheet.panel()["items"]] == [
                tuple(passage.values()) for passage in shown
            ]
        assert sheet.complaints == [] and len(sheet.requests) == 1


def test_all_pages_are_there_and_small(published: Path) -> None:
    made = {path.relative_to(published).with_suffix("").as_posix() for path in published.rglob("*.html")}
    assert made == set(PAGES)
    sizes = {path.name: path.stat().st_size for path in published.rglob("*.html")}
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}


def test_nothing_leaves_and_nothing_complains(sheet: Sheet) -> None:
    asked = [request.url for request in sheet.requests if not request.url.startswith("data:")]
    assert asked == [sheet.path.as_uri()]
    assert sheet.complaints == []


def test_the_policy_forbids_the_network_and_foreign_scripts(
    browser: Any, published: Path, tmp_path: Path
) -> None:
    for name in ("index", NOTEBOOKS[-1], READERS[0]):
        whole = (published / f"{name}.html").read_text("utf-8")
        intruder = (
            '<script>document.documentElement.dataset.intruder = "script"</script>'
            "<img src=x onerror=\"document.documentElement.dataset.intruder = 'handler'\">"
            '<script src="https://example.org/x.js"></script><link rel="stylesheet" href="https://example.org/x.css">'
        )
        copy = tmp_path / f"{Path(name).name}.html"
        copy.write_text(whole.replace("</main>", f"{intruder}</main>"), encoding="utf-8")
        with opened(browser, copy) as sheet:
            assert sheet.page.evaluate("document.documentElement.dataset.intruder") is None
            refused = [text for text in sheet.complaints if "Content Security Policy" in text]
            assert len(refused) >= 4, sheet.complaints
            assert [request.failure for request in sheet.requests[1:]] == ["csp"] * 3
            called = "fetch('https://example.org').then(() => 'came through', () => 'refused')"
            assert sheet.page.evaluate(called) == "refused"


# ---- charts -----------------------------------------------------------------------------------------------------


@in_each_report
def test_every_chart_is_drawn_and_each_mark_opens_its_count(sheet: Sheet) -> None:
    charts = sheet.page.evaluate(
        """() => [...document.querySelectorAll(".dn-chart")].map((figure) => {
            const spec = JSON.parse(figure.querySelector(".dn-spec").textContent);
            const rows = Object.values(spec.datasets).flat().filter((row) => row.evidence);
            const marks = [...figure.querySelectorAll("svg [data-evidence]")];
            return {
                rows: rows.map((row) => [row.evidence, row.unit_count]),
                named: marks.filter((mark) => mark.getAttribute("role") === "button").map((m) => m.dataset.evidence),
                opened: marks.map((mark) => {
                    mark.dispatchEvent(new MouseEvent("click", { bubbles: true }));
                    const heading = document.querySelector("#dn-evidence h2").textContent;
                    window.discourse.close();
                    return [mark.dataset.evidence, mark.__data__.datum.unit_count, heading];
                }),
            };
        })"""
    )
    assert len(charts) == sheet.path.read_text("utf-8").count('class="dn-spec"')
    for chart in charts:
        # Two rows may rest on the same passages; each row's mark is there, and none is without a name.
        assert (
            {key for key, _ in chart["rows"]} == {key for key, _, _ in chart["opened"]} == set(chart["named"])
        )
        for key, count, heading in chart["opened"]:
            assert heading == promised(count), key
            assert count == len(set(sheet.evidence["sets"][key]))


@in_each_report
def test_marks_answer_to_mouse_and_keyboard(sheet: Sheet) -> None:
    page = sheet.page
    for figure in page.locator(".dn-chart").all():
        for mark in spread(figure.locator("[role=button]").all(), 3):
            key, name = mark.get_attribute("data-evidence"), mark.get_attribute("aria-label")
            mark.scroll_into_view_if_needed()
            box = mark.bounding_box()
            # As a hand does it: the mark's label, or another mark at the same value, may lie on top.
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            page.locator("#dn-tooltip.visible").wait_for()
            assert page.locator("#dn-tooltip").inner_text().strip()
            page.mouse.down()
            page.mouse.up()
            shown = sheet.panel()["items"]
            hit = figure.locator("[aria-expanded=true]").get_attribute("data-evidence")
            assert shown == sheet.behind(hit), name
            sheet.close()
            assert page.evaluate("document.activeElement.dataset.evidence") == hit, name
            mark.focus()
            page.keyboard.press("Enter")
            by_keyboard = sheet.panel()
            assert by_keyboard["items"] == sheet.behind(key), name
            assert name.endswith(f"({by_keyboard['heading']})")
            sheet.close()
            assert mark.evaluate("mark => mark === document.activeElement")


# ---- numbers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", ["index", *NOTEBOOKS], indirect=True)
def test_every_number_opens_exactly_its_passages(sheet: Sheet) -> None:
    sheet.page.evaluate(
        'window.dispatchEvent(new Event("beforeprint"))'
    )  # tables of several pages show all rows
    numbers = sheet.page.evaluate(
        """() => [...document.querySelectorAll(".dn-number")].map((number) => {
            number.click();
            const heading = document.querySelector("#dn-evidence h2").textContent;
            number.click();
            return [number.dataset.evidence, number.dataset.count, number.textContent, heading];
        })"""
    )
    assert len(numbers) == sheet.path.read_text("utf-8").count('data-evidence="e')
    for key, count, text, heading in numbers:
        assert heading == promised(len(sheet.evidence["sets"][key])), text
        if count is not None:
            assert heading == promised(int(count))
            assert text == f"{int(count):,}"


@pytest.mark.parametrize("sheet", ["index", *NOTEBOOKS], indirect=True)
def test_numbers_answer_to_mouse_and_keyboard(sheet: Sheet) -> None:
    page = sheet.page
    said = page.locator("p .dn-number:visible").all()
    tabled = page.locator("td .dn-number:visible").all()
    for number in spread(said, SAMPLE // 2) + spread(tabled, SAMPLE - min(len(said), SAMPLE // 2)):
        key = number.get_attribute("data-evidence")
        number.click()
        clicked = sheet.panel()
        assert clicked["items"] == sheet.behind(key)
        assert clicked["hasFocus"]
        assert number.get_attribute("aria-expanded") == "true"
        for pressed in ("Enter", "Space"):
            sheet.close()
            assert number.evaluate("number => number === document.activeElement")
            assert number.get_attribute("aria-expanded") == "false"
            page.keyboard.press(pressed)
            assert sheet.panel() == clicked
        page.locator(".dn-panel-close").click()
        assert page.evaluate('document.querySelector("#dn-evidence").hidden')
        assert number.evaluate("number => number === document.activeElement")


def test_passages_quote_the_stored_text(published: Path, project: Path) -> None:
    """Every passage of every page against the corpus: the text around it, and each stretch that is marked."""
    corpus = Corpus.open(project / "data" / "corpus")
    texts = dict(zip(corpus.texts["document_id"], corpus.texts["text"], strict=True))
    spans = {
        row[0]: row[1:]
        for table, key in (
            (corpus.codings, "coding_id"),
            (corpus.sentences, "sentence_id"),
            (corpus.blocks, "block_id"),
        )
        for row in table[[key, "document_id", "start", "end"]].itertuples(index=False, name=None)
    }
    codings = set(corpus.codings["coding_id"])
    cues = {
        row[0]: texts[row[1]][int(row[2]) : int(row[3])]
        for table, key, cue in (
            (corpus.statements, "statement_id", "cue"),
            (corpus.commitments, "commitment_id", "cue"),
            (corpus.instruments, "naming_id", "status"),
        )
        for row in table[[key, "document_id", f"{cue}_start", f"{cue}_end"]]
        .dropna()
        .itertuples(index=False, name=None)
    }  # the word that tells what is found
    seen = 0
    for path in published.glob("*.html"):
        evidence = evidence_in(path.read_text("utf-8"))
        for key, passage in evidence["passages"].items():
            context_id, edges, roles = unpacked(passage)
            context = evidence["contexts"][context_id]
            first, _, last = context_id.rpartition("-s") if "-s" in context_id else (context_id, "", "")
            document_id, start, end = spans[first]
            end = spans[f"{document_id}#s{last}"][2] if last else end
            assert (context["d"], context["t"]) == (document_id, texts[document_id][start:end].rstrip())
            if (row := key.split("@")[0]) in codings:
                document_id, start, end = spans[row]
                assert [context["t"][slice(*edges)]] == [texts[document_id][start:end]]
            if "q" in roles:
                at = 2 * roles.index("q")
                assert context["t"][slice(*edges[at : at + 2])] == cues[row]
            seen += 1
    assert seen > 500


# ---- from a passage to its place --------------------------------------------------------------------------------


def kind_of(passage: str) -> str:
    found = re.search(r"#([csb])\d+(@|$)", passage)
    return {"c": "coding", "s": "sentence", "b": "block"}[found[1]] if found else "document"


@pytest.mark.parametrize("kind", ["coding", "sentence", "block", "document"])
def test_a_passage_leads_to_its_place_in_the_document(kind: str, browser: Any, published: Path) -> None:
    followed = 0
    for name in NOTEBOOKS:
        with opened(browser, published / f"{name}.html") as sheet:
            page, sets = sheet.page, sheet.evidence["sets"]
            numbers = page.locator(".dn-number:visible").all()
            number = next(
                (n for n in numbers if kind_of(sets[n.get_attribute("data-evidence")][0]) == kind), None
            )
            if number is None:
                continue
            number.click()
            shown = sheet.panel()["items"][0]
            page.locator("#dn-evidence li a").first.click()
            page.wait_for_url("**/documents/**")
            place = page.evaluate(
                """() => {
                    const target = document.querySelector(":target").cloneNode(true);
                    target.querySelectorAll(".dn-why").forEach((remark) => remark.remove());
                    const { top, bottom } = document.querySelector(":target").getBoundingClientRect();
                    const background = getComputedStyle(document.querySelector(":target")).backgroundColor;
                    return { text: target.textContent.trimEnd(), top, bottom, height: innerHeight, background };
                }"""
            )
            assert place["text"] == shown["text"]
            assert 0 <= place["top"] < place["height"]
            assert place["background"] != "rgba(0, 0, 0, 0)"
            assert sheet.complaints == []
            followed += 1
    assert followed


@pytest.mark.parametrize("sheet", READERS, indirect=True)
def test_every_passage_has_its_place_in_the_document(sheet: Sheet, published: Path) -> None:
    evidence = [
        evidence_in((published / f"{name}.html").read_text("utf-8")) for name in ["index", *NOTEBOOKS]
    ]
    places = {
        context["a"]: context["t"]
        for one in evidence
        for context in one["contexts"].values()
        if one["documents"][context["d"]]["href"] == f"documents/{sheet.path.name}"
    }
    assert len(places) > 10
    stands = sheet.page.evaluate(
        """(anchors) => anchors.map((anchor) => {
            const target = document.getElementById(anchor)?.cloneNode(true);
            target?.querySelectorAll(".dn-why").forEach((remark) => remark.remove());
            return target?.textContent.trimEnd();
        })""",
        list(places),
    )
    assert dict(zip(places, stands, strict=True)) == places


# ---- tables -----------------------------------------------------------------------------------------------------


def test_long_names_break_like_words_and_open_like_numbers(browser: Any, published: Path) -> None:
    with opened(browser, published / f"{NOTEBOOKS[0]}.html", width=320) as sheet:
        name = sheet.page.locator("p span.dn-number").first
        assert name.evaluate("name => name.getClientRects().length") > 1
        name.press("Space")
        assert sheet.panel()["items"] == sheet.behind(name.get_attribute("data-evidence"))
        sheet.close()
        assert name.evaluate("name => name === document.activeElement")


@in_each_report
def test_tables_sort_by_value_and_filter(sheet: Sheet) -> None:
    from playwright.sync_api import expect

    page = sheet.page
    for table in page.locator(".dn-table:has(th[data-type=num])").all():
        head = table.locator("th[data-type=num]").first
        column = head.evaluate("head => head.cellIndex")
        read = (
            f"""box => [...box.querySelector("tbody").rows].map((row) => row.cells[{column}].dataset.order)"""
        )
        before = table.evaluate(read)
        if len(before) < 2:
            continue
        for direction in ("ascending", "descending"):
            head.click()
            table.locator(f"th[aria-sort={direction}]").wait_for()
            values = [float(value) for value in table.evaluate(read)]
            assert values == sorted(values, reverse=direction == "descending")
        head.click()
        table.locator("th[aria-sort]").wait_for(state="detached")
        assert table.evaluate(read) == before
        if table.locator("input").count():
            word = table.locator("tbody td").first.inner_text().split()[0]
            table.locator("input").fill(word)
            expect(table.locator("tbody tr").filter(has_not_text=word)).to_have_count(0)
            expect(table.locator("tbody tr").filter(has_text=word)).not_to_have_count(0)
            table.locator("input").fill("")
            expect(table.locator("tbody tr")).to_have_count(len(before))


# ---- everybody can read it --------------------------------------------------------------------------------------


def open_a_number(sheet: Sheet) -> None:
    if sheet.page.locator(".dn-number").count():
        sheet.page.locator(".dn-number:visible").first.click()
        sheet.panel()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
@pytest.mark.parametrize("name", PAGES)
def test_no_serious_barrier(name: str, scheme: str, width: int, browser: Any, published: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with opened(browser, published / f"{name}.html", scheme=scheme, width=width) as sheet:
        open_a_number(sheet)
        found = Axe().run(sheet.page).response["violations"]
        grave = [
            (fault["id"], node["html"][:200], node["failureSummary"])
            for fault in found
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]
        assert grave == []


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("name", PAGES)
def test_a_phone_shows_all_without_scrolling_sideways(
    name: str, width: int, browser: Any, published: Path
) -> None:
    with opened(browser, published / f"{name}.html", width=width) as sheet:
        for look in ("closed", "open"):
            if look == "open":
                open_a_number(sheet)
            assert sheet.page.evaluate("document.documentElement.scrollWidth") <= width
            # Nothing that is drawn hangs over the edge of the paper.
            hanging = sheet.page.evaluate(
                """() => [...document.querySelectorAll(".dn-canvas:not(.dn-over) svg text")].filter((text) => {
                    const { left, right } = text.getBoundingClientRect();
                    return left < 0 || right > innerWidth;
                }).map((text) => text.textContent)"""
            )
            assert hanging == []


def test_the_contents_tell_what_is_being_read_on_the_way_down_and_up(browser: Any, published: Path) -> None:
    with opened(browser, published / "06_commitments.html") as sheet:
        links = sheet.page.locator(".dn-contents a")
        for link in (links.nth(4), links.nth(5), links.nth(3)):
            link.click()
            read = sheet.page.locator(".dn-contents [aria-current]")
            read.filter(has_text=link.inner_text()).wait_for()
            assert read.count() == 1
        sheet.page.mouse.move(700, 500)
        sheet.page.mouse.wheel(0, -600)  # into the section above
        read.filter(has_text=links.nth(2).inner_text()).wait_for()


@pytest.mark.parametrize("name", PAGES)
def test_paper_shows_whole_tables_and_no_panel(name: str, browser: Any, published: Path) -> None:
    # A4 with margins of 2 cm is 643 CSS pixels wide.
    with opened(browser, published / f"{name}.html", width=643, scheme="dark") as sheet:
        page = sheet.page
        open_a_number(sheet)
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate("document.documentElement.scrollWidth") <= 643
        cut = page.evaluate(
            """() => [...document.querySelectorAll(".dn-scroll, .dn-canvas")]
                .filter((box) => box.scrollWidth > box.clientWidth + 1)
                .map((box) => [box.className, box.scrollWidth, box.textContent.slice(0, 60)])"""
        )
        assert cut == []
        assert not page.locator("#dn-evidence").is_visible()
        background, ink = page.evaluate(
            "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
        )
        assert background == "rgb(255, 255, 255)"
        assert max(int(part) for part in re.findall(r"\d+", ink)[:3]) < 100


CONTRAST = """() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    const over = (below, colour, opacity) => { // the colour that is seen, painted rather than computed
        canvas.globalAlpha = 1;
        canvas.fillStyle = below;
        canvas.fillRect(0, 0, 1, 1);
        canvas.globalAlpha = opacity;
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return `rgb(${[...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)})`;
    };
    const light = (colour) => {
        const parts = colour.match(/\\d+/g).map((part) => part / 255);
        const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const seen = (style) => style.opacity * style.fillOpacity;
    const paper = getComputedStyle(document.body).backgroundColor;
    return [...document.querySelectorAll(".dn-canvas svg text")].filter((text) => text.textContent).map((text) => {
        const own = text.getBoundingClientRect();
        const [x, y] = [(own.left + own.right) / 2, (own.top + own.bottom) / 2];
        let below = paper;
        for (const mark of text.closest("svg").querySelectorAll(".role-mark path")) {
            const box = mark.getBoundingClientRect();
            const style = getComputedStyle(mark);
            const holds = box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
            if (holds && style.fill !== "none") below = over(below, style.fill, seen(style));
        }
        const style = getComputedStyle(text);
        const both = [light(over(below, style.fill, seen(style))), light(below)];
        return [text.textContent, Math.max(...both) / Math.min(...both)];
    });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NOTEBOOKS[1:])
def test_text_in_charts_is_readable(name: str, scheme: str, browser: Any, published: Path) -> None:
    with opened(browser, published / f"{name}.html", scheme=scheme) as sheet:
        contrasts = sheet.page.evaluate(CONTRAST)
        assert len(contrasts) > 20
        assert [(text, ratio) for text, ratio in contrasts if ratio < LEAST_CONTRAST] == []


# ---- documents that mean harm -----------------------------------------------------------------------------------

HOSTILE = """<script>document.title = "taken"</script> on terrorism

</script><script>document.documentElement.dataset.taken = "yes"</script> The police fight terrorism & crime.

Terrorists wrote <img src=x onerror="document.documentElement.dataset.taken = 'yes'"> and &lt;b&gt;bold&lt;/b&gt; \
here. They warned of terrorism {{ 7 * 7 }} {% raw %} and of [terrorism](javascript:document.title='taken') again.

Terrorism <!-- is --> a threat to cybersecurity, said `x` $y^2$ <a href="javascript:1">and</a> 恐怖主义 too.

Blog comments powered by <img src=x onerror="document.documentElement.dataset.taken = 'yes'"> Disqus
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Path:
    """The pages of a document that tries to be markup, under a file name that has to be quoted in an address."""
    folder = tmp_path_factory.mktemp("hostile")
    source = folder / "seeds" / "a #1" / "50% & it's <b>.txt"
    source.parent.mkdir(parents=True)
    source.write_text(HOSTILE, encoding="utf-8")
    shutil.copytree(project / "notebooks", folder / "notebooks")
    codebook = Codebook.load(data_file("codebook.yaml"))
    corpus = Corpus.build(folder / "seeds", folder / "data" / "corpus", codebook=codebook, progress=False)
    entries = reports.plan(folder, codebook, only=["01_corpus", "03_theme_profile-terrorism"])
    return reports.publish(corpus, entries, folder / "reports", root=folder, progress=False).parent


def test_text_of_documents_stays_text(browser: Any, hostile: Path) -> None:
    pages = sorted(hostile.rglob("*.html"))
    assert len(pages) == 4
    for path in pages:
        with opened(browser, path) as sheet:
            page = sheet.page
            for number in page.locator(".dn-number:visible").all():
                number.click()
                assert sheet.panel()["items"] == sheet.behind(number.get_attribute("data-evidence"))
                sheet.close()
            assert page.evaluate("document.documentElement.dataset.taken") is None
            assert page.title() != "taken"
            assert page.locator("main img, #dn-evidence img, a[href^=javascript]").count() == 0
            assert sheet.complaints == []
            assert len(sheet.requests) == 1
    with opened(browser, hostile / "03_theme_profile-terrorism.html") as sheet:
        page = sheet.page
        page.locator("p .dn-number").first.click()
        quoted = "".join(item["text"] for item in sheet.panel()["items"])
        for piece in ("<img src=x onerror=", "{{ 7 * 7 }} {% raw %}", "&lt;b&gt;", "[terrorism](javascript:"):
            assert piece in quoted
        page.locator("#dn-evidence li a").first.click()
        page.wait_for_url("**/documents/**")
        assert page.locator(":target").count() == 1
        assert "</script><script>document.documentElement" in page.locator(".dn-text").inner_text()


# ---- the same outputs elsewhere ---------------------------------------------------------------------------------


def run(*command: str, folder: Path) -> str:
    """A command as the README has it, with the programs of this environment."""
    paths = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": paths}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_papermill_and_nbconvert_work_as_they_stand(browser: Any, project: Path) -> None:
    profile = "notebooks/03_theme_profile.ipynb"
    run("papermill", profile, "out.ipynb", "-p", "theme", "terrorism", folder=project)
    run("jupyter", "nbconvert", "--to", "discourse", "out.ipynb", folder=project)
    with opened(browser, project / "out.html") as sheet:
        assert sheet.complaints == []
        assert len(sheet.requests) == 1
        page = sheet.page
        assert page.locator(".dn-canvas svg").count() == page.locator(".dn-chart").count() > 2
        open_a_number(sheet)
        # A page on its own has no reader pages to lead to.
        assert page.locator("#dn-evidence li").count()
        assert page.locator("#dn-evidence li a").count() == 0
    run("jupyter", "nbconvert", "--to", "html", "out.ipynb", "--output", "plain.html", folder=project)
    with opened(browser, project / "plain.html") as sheet:
        # nbconvert's own template asks for scripts of the network, which it does not get; ours must not need them.
        assert page_errors(sheet) == []
        page = sheet.page
        assert page.locator(".dn-canvas svg .role-mark").count() >= page.locator(".dn-chart").count() > 2
        number = page.locator(".dn-say .dn-number").first
        number.click()
        assert sheet.panel()["items"] == sheet.behind(number.get_attribute("data-evidence"))
        sheet.close()
        mark = page.locator(".dn-canvas [role=button]").first
        mark.click()
        assert sheet.panel()["items"] == sheet.behind(mark.get_attribute("data-evidence"))


def page_errors(sheet: Sheet) -> list[str]:
    return [text for text in sheet.complaints if "ERR_INTERNET_DISCONNECTED" not in text]
