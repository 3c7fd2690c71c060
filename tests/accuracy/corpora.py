"""How well whole corpora are read: what a rule of the manifest takes from file names, and that no file is lost."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from accuracy.bench import Card, Measurement, Tally, share
from helpers import sources
from helpers.sources import Manifest

_RULE = 'rules: [{files: "**/{country}_{session}_{date}.txt"}]'
_CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def un_general_debate(root: Path, work: Path) -> Iterator[Tally]:
    with tarfile.open(root / "un-general-debate-1990-2024.tar.xz") as archive:
        archive.extractall(work, filter="data")
    (work / "manifest.yaml").write_text(_RULE, "utf-8")
    manifest = Manifest.load(work)
    files = [path.relative_to(work).as_posix() for path in sources.find(work)]
    spoke = _speakers(root / "un-general-debate-speakers.xlsx")
    read, exact = [], []
    for source in sources.listed(files, root=work, manifest=manifest):
        reading = sources.read(
            work / source.file, root=work, document_id=source.document_id, manifest=manifest, row=source.row
        )
        chosen = {field["field"]: field["value"] for field in reading.fields if field["is_chosen"]}
        read.append((reading.document["status"] == "read", 1))
        country, session = Path(source.file).stem.split("_")[:2]
        if (country, session) in spoke:
            expected = (country, session, spoke[country, session])
            exact.append(((chosen["country"], chosen["session"], reading.document["date"]) == expected, 1))
    yield Tally(
        "un_general_debate/read", "Speeches at the United Nations, read", "share of the files that are read, none empty or failed",
        read, share, len(read), "speeches", goal=1.0,
    )  # fmt: skip
    says = "share of the speeches in the published list of speakers whose country, session and year, taken from the file name by a rule of the manifest, are those of the list"
    yield Tally(
        "un_general_debate/fields", "Country, session and year from file names", says, exact, share, len(exact), "speeches", goal=1.0,
    )  # fmt: skip


def _speakers(file: Path) -> dict[tuple[str, str], str]:
    """Country and session of each speech in the sheet, with its year."""
    with zipfile.ZipFile(file) as book:
        strings, sheet = (
            etree.fromstring(book.read(f"xl/{name}.xml")) for name in ("sharedStrings", "worksheets/sheet1")
        )
    shared = ["".join(item.itertext(f"{_CELL}t")) for item in strings.iter(f"{_CELL}si")]
    spoke = {}
    for line in sheet.iter(f"{_CELL}row"):
        values = {}
        for cell in line.iter(f"{_CELL}c"):
            value = cell.findtext(f"{_CELL}v")
            values[cell.get("r")[0]] = shared[int(value)] if value and cell.get("t") == "s" else value
        spoke[values.get("C"), values.get("B")] = values.get("A")
    return spoke


UN = Card(
    "United Nations General Debate corpus, 1990 to 2024",
    "Baturo, Dasandi and Mikhaylov 2017 (Research & Politics), as continued on Harvard Dataverse", "CC0",
    ("un-general-debate-1990-2024.tar.xz", "un-general-debate-speakers.xlsx"), folder="DISCOURSE_CORPORA",
)  # fmt: skip
MEASUREMENTS = (Measurement("un_general_debate", UN, un_general_debate),)
