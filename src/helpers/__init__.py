"""Thematic analysis of security discourse in notebooks one can audit."""

import sys

# Altair and nbformat need jsonschema, which would compile a grammar of web addresses that nothing here checks: .8 s at
# the start of every command and every kernel.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

__version__ = "0.1.0"
