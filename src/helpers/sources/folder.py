"""Which files of a folder are sources."""

from __future__ import annotations

import os
from pathlib import Path

MANIFEST = "manifest.yaml"


def find(root: Path) -> list[Path]:
    """All files under root in the order of their paths; hidden ones and the manifest aside.

    Links are listed, so that each becomes a row, but linked folders are not entered.
    """
    found = []
    for folder, folders, files in os.walk(root):
        linked = [name for name in folders if Path(folder, name).is_symlink()]
        folders[:] = [name for name in folders if not name.startswith(".") and name not in linked]
        found += [Path(folder, name) for name in files + linked if not name.startswith(".")]
    found = [path for path in found if path != root / MANIFEST]
    return sorted(found, key=lambda path: path.relative_to(root).as_posix())
