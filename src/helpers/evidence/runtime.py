"""The script and the style that bring charts, tables and evidence to life: one of each a page, without any network."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

import vl_convert

ASSETS = Path(__file__).parent / "assets"


@cache
def style() -> str:
    """The style sheet; all its rules are scoped to the project's own classes."""
    return (ASSETS / "discourse.css").read_text(encoding="utf-8")


@cache
def script(*, has_charts: bool = True) -> str:
    """Vega (where there are charts), DataTables and the project's own script, as the text of one script element.

    The libraries find no `define`, `module` or `exports`: on pages with a module loader they would hand themselves to
    it instead of to this script.
    """
    tables = (ASSETS / "dataTables.min.js").read_text(encoding="utf-8")
    own = (ASSETS / "discourse.js").read_text(encoding="utf-8")
    parts = [_vega() if has_charts else "", tables, own]
    wrapped = "\n".join(
        f"(function(define,module,exports){{{part}\n}}).call(window);" for part in parts if part
    )
    return wrapped.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _vega() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script; made once per version and kept, since making it takes a second."""
    kept = _cache_folder() / f"vega-{version('vl-convert-python')}.js"
    with suppress(OSError):
        return kept.read_text(encoding="utf-8")
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed; window.vega = vega;")
    with suppress(OSError):  # without a cache it is only slower
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            made = Path(folder) / kept.name
            made.write_text(bundle, encoding="utf-8")
            made.replace(kept)
    return bundle


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "discourse-notebooks"
