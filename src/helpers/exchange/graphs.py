"""Networks as files for Gephi, visone, Cytoscape, igraph …: GraphML, GEXF, or the ties as CSV."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd

from helpers.exchange import ExchangeError
from helpers.tables import rows

FORMS = ("graphml", "gexf", "csv")
# What XML cannot hold.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def graph(ties: pd.DataFrame, *nodes: pd.DataFrame) -> nx.Graph:
    """The undirected graph of ties, with every column of both tables as an attribute; ids joined by '; '.

    Of a two-mode network pass the nodes of either mode, those of the sources first. Nodes that no tie names are isolates.
    A node's id is its name, in a two-mode network after its mode: a code may be called like an actor.
    """
    made: nx.Graph = nx.Graph()
    modes = [f"{table['mode'].iloc[0]}:" if len(nodes) > 1 and len(table) else "" for table in nodes]
    for mode, table in zip(modes, nodes, strict=True):
        for row in rows(table):
            made.add_node(_text(mode + row["node"]), label=_text(row["node"]), **_attributes(row, "node"))
    for row in rows(ties):
        ends = (_text(modes[0] + row["source"]), _text(modes[-1] + row["target"]))
        if unknown := [end for end in ends if end not in made]:
            raise ExchangeError(f"a tie names {unknown[0]!r}, and no table of nodes does; pass all nodes")
        made.add_edge(*ends, **_attributes(row, "source", "target"))
    return made


def write(path: str | Path, ties: pd.DataFrame, *nodes: pd.DataFrame, form: str) -> None:
    """Write a network as graphml, gexf, or csv: the ties alone. The same network gives the same bytes.

    Raises ExchangeError for another form.
    """
    if form not in FORMS:
        raise ExchangeError(f"{path}: no form {form!r}; known are {', '.join(FORMS)}")
    file = io.BytesIO()
    if form == "csv":
        ties.map(_cell).to_csv(file, index=False, encoding="utf-8", lineterminator="\r\n")
    elif form == "graphml":
        nx.write_graphml(graph(ties, *nodes), file)
    else:
        nx.write_gexf(graph(ties, *nodes), file)
    made = file.getvalue()
    if form == "gexf":
        made = re.sub(rb' lastmodifieddate="[^"]*"', b"", made, count=1)  # the day on which it is written
    Path(path).write_bytes(made)


def _attributes(row: dict[str, Any], *but: str) -> dict[str, Any]:
    """What is known of a node or tie, in types that the formats have."""
    cells = {name: _cell(value) for name, value in row.items() if name not in but and value is not None}
    return {name: _text(value) if isinstance(value, str) else value for name, value in cells.items()}


def _cell(value: Any) -> Any:
    return "; ".join(value) if isinstance(value, list) else value


def _text(value: str) -> str:
    return _ILLEGAL.sub("\ufffd", value)
