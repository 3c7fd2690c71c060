"""From an executed notebook to one self-contained page: `jupyter nbconvert --to discourse NOTEBOOK`."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import nbformat
from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from papermill.translators import papermill_translators

from helpers import charts
from helpers.evidence import PAGE_TYPE, SETUP_TYPE, runtime

TEMPLATES = Path(__file__).parent / "template"
# Data of ours inside an output: taken out of it, merged and written once at the end of the page.
_EVIDENCE = re.compile(r'<script type="application/json" class="dn-evidence">(.*?)</script>', re.DOTALL)
_PACKED = re.compile(r'<script type="text/plain" class="dn-evidence" data-packed="deflate">([^<]*)</script>')
# Characters of evidence from which it is packed. Ids that repeat make most of it: a tenth is left.
PACKED_FROM = 1_000_000
_HEADING = re.compile(r"<h([1-6])([^>]*)>(.*?)</h\1>", re.DOTALL)
# The paragraph in italics with which a notebook asks its question.
_QUESTION = re.compile(r"<p><em>(.*?)</em></p>")
_TAG = re.compile(r"<[^>]+>")


class DiscourseExporter(Exporter):
    """Exports a notebook as a page of the project's own design, everything inside, that opens without any network."""

    export_from_notebook = "Discourse report"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]  # each exporter returns its own kind of output
        self, nb: nbformat.NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """One page of HTML, and nbconvert's resources."""
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        return page(read(notebook)), resources


@dataclass(frozen=True)
class Content:
    """What a page shows of an executed notebook."""

    title: str
    question: str
    finding: str
    body: str
    contents: Sequence[Mapping[str, Any]]
    parameters: Sequence[Mapping[str, str]]
    evidence: Mapping[str, dict[str, Any]] = field(default_factory=dict)


def read(notebook: nbformat.NotebookNode) -> Content:
    """Render the cells of an executed notebook. Text from documents reaches this only as escaped HTML."""
    evidence: dict[str, dict[str, Any]] = {"sets": {}, "passages": {}, "contexts": {}, "documents": {}}
    told: dict[str, str] = {}
    body = "\n".join(_cells(notebook, evidence, told))
    contents: list[dict[str, Any]] = []
    heading, question = "", ""

    def anchored(match: re.Match[str]) -> str:
        nonlocal heading
        level, inner = int(match[1]), re.sub(r'<a class="anchor-link".*?</a>', "", match[3])
        text = html.unescape(_TAG.sub("", inner)).strip()
        if level == 1:
            heading = heading or text
            return ""
        slug = re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "section"
        same = sum(entry["id"].rsplit("~", 1)[0] == slug for entry in contents)
        slug = f"{slug}~{same}" if same else slug
        contents.append({"id": slug, "text": text, "level": level})
        return f'<h{level} id="{html.escape(slug)}">{inner}</h{level}>'

    body = _HEADING.sub(anchored, body)
    # The question, asked once: the headline asks it with the parameters of this run.
    if asked := _QUESTION.search(body):
        body = body.replace(asked[0], "", 1)
        question = html.unescape(_TAG.sub("", asked[1]))
    title, question = told.get("title", heading or "Notebook"), told.get("question", question)
    return Content(title, question, told.get("finding", ""), body, contents, _parameters(notebook), evidence)


def page(content: Content, *, documents: Mapping[str, str] | None = None, **more: Any) -> str:
    """The page of a notebook, its passages linked to the pages of `documents` (document_id → address).

    `more` is what only a whole publication knows: site, nav, record, lead, root.
    """
    return render(
        "page.html.j2",
        title=content.title,
        question=content.question,
        finding=Markup(without_evidence(content.finding)),
        body=Markup(content.body),
        contents=[entry for entry in content.contents if entry["level"] <= 3],
        parameters=content.parameters,
        evidence=[linked(content.evidence, documents or {})],
        **more,
    )


def linked(evidence: Mapping[str, dict[str, Any]], addresses: Mapping[str, str]) -> Markup:
    """The script element of a page's evidence, its documents linked to their reader pages where there are any."""
    documents = {
        document_id: {**document, "href": addresses.get(document_id, "")}
        for document_id, document in evidence.get("documents", {}).items()
    }
    data = charts.as_json({**evidence, "documents": documents})
    if len(data) <= PACKED_FROM:
        return Markup(f'<script type="application/json" class="dn-evidence">{data}</script>')
    packed = base64.b64encode(zlib.compress(data.encode())).decode()
    return Markup(f'<script type="text/plain" class="dn-evidence" data-packed="deflate">{packed}</script>')


def render(template: str, *, has_charts: bool = True, **context: Any) -> str:
    """Fill a template: one style, one script, and a policy that runs that script only and forbids the network."""
    script = runtime.script(has_charts=has_charts)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    context |= {"style": Markup(runtime.style()), "script": Markup(script), "csp": Markup(policy)}
    return _environment().get_template(template).render(context).strip() + "\n"


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _cells(
    notebook: nbformat.NotebookNode, evidence: dict[str, dict[str, Any]], told: dict[str, str]
) -> Iterator[str]:
    """Each cell as HTML; code that shows nothing is folded together with the next that does."""
    waiting: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield f'<section class="dn-prose">{markdown2html_mistune(cell.source)}</section>'
        elif cell.cell_type == "code" and cell.source.strip():
            waiting.append(cell.source)
            if outputs := "".join(_output(output, evidence, told) for output in cell.outputs):
                yield _code(waiting) + outputs
                waiting.clear()
    if waiting:
        yield _code(waiting)


def _code(sources: Sequence[str]) -> str:
    highlight: Callable[[str], str] = Highlight2HTML(pygments_lexer="ipython3")
    shown = highlight("\n\n".join(sources))
    return f'<details class="dn-code"><summary>Code</summary>{shown}</details>'


def _output(output: nbformat.NotebookNode, evidence: dict[str, dict[str, Any]], told: dict[str, str]) -> str:
    if output.output_type == "stream":
        return f'<pre class="dn-stream">{html.escape(output.text)}</pre>'
    if output.output_type == "error":
        return f'<pre class="dn-stream dn-error">{html.escape(f"{output.ename}: {output.evalue}")}</pre>'
    bundle = output.data
    if SETUP_TYPE in bundle:
        return ""  # the page carries the script and the style itself, once
    told.update(bundle.get(PAGE_TYPE, {}))
    if "text/html" in bundle:
        shown = _EVIDENCE.sub(lambda match: _merge(evidence, json.loads(match[1])), bundle["text/html"])
        return "" if PAGE_TYPE in bundle else shown  # the finding stands at the head of the page
    if "image/png" in bundle:
        return f'<img alt="" src="data:image/png;base64,{bundle["image/png"].strip()}">'
    return f'<pre class="dn-stream">{html.escape(bundle.get("text/plain", ""))}</pre>'


def _merge(evidence: dict[str, dict[str, Any]], more: Mapping[str, Mapping[str, Any]]) -> str:
    for part, entries in more.items():
        evidence[part].update(entries)
    return ""


def evidence_in(markup: str) -> dict[str, dict[str, Any]]:
    """All evidence that a piece of HTML carries, merged."""
    evidence: dict[str, dict[str, Any]] = {"sets": {}, "passages": {}, "contexts": {}, "documents": {}}
    for match in _EVIDENCE.finditer(markup):
        _merge(evidence, json.loads(match[1]))
    for match in _PACKED.finditer(markup):
        _merge(evidence, json.loads(zlib.decompress(base64.b64decode(match[1]))))
    return evidence


def without_evidence(markup: str) -> str:
    """The same piece without its data."""
    return _EVIDENCE.sub("", markup)


def _parameters(notebook: nbformat.NotebookNode) -> list[dict[str, str]]:
    """Each parameter with the value it had in this run and what the notebook says of it."""
    cell = next((c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])), None)
    if cell is None:
        return []
    kernel = notebook.metadata.get("kernelspec", {}).get("name", "python3")
    declared = papermill_translators.find_translator(kernel, "python").inspect(cell)
    injected = notebook.metadata.get("papermill", {}).get("parameters", {})
    return [
        {
            "name": parameter.name,
            "value": repr(injected[parameter.name]) if parameter.name in injected else parameter.default,
            "about": parameter.help,
        }
        for parameter in declared
    ]
