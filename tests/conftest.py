"""What several tests share: the folders, the committed notebooks, and a browser that reaches no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# A deadline would measure the machine, and a run in CI must not depend on chance.
settings.register_profile("project", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("project")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The five seed documents with their manifest."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def project(root: Path, seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder after `discourse build`: the notebooks, and the corpus of the seeds."""
    from helpers.codebook import Codebook
    from helpers.corpus import Corpus
    from helpers.tables import data_file

    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(root / "notebooks", folder / "notebooks")
    Corpus.build(
        seeds, folder / "data" / "corpus", codebook=Codebook.load(data_file("codebook.yaml")), progress=False
    )
    return folder


@pytest.fixture(scope="session")
def published(project: Path) -> Path:
    """The folder of pages that `discourse report` makes of the seeds."""
    from helpers import reports
    from helpers.corpus import Corpus

    corpus = Corpus.open(project / "data" / "corpus")
    return reports.publish(
        corpus, reports.plan(project, corpus.codebook), project / "reports", root=project, progress=False
    ).parent


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def discourse() -> Run:
    """Runs the console command in a process of its own: discourse("report", "--only", "x", cwd=project)."""

    def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from helpers.cli import main; main()", *map(str, arguments)]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)

    return run


def find_chromium() -> str | None:
    """The browser named by CHROMIUM, else the first known one on PATH."""
    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    return next((path for name in names if name and (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium for which no host exists but this machine; skips, or fails in CI, where there is none."""
    chromium = find_chromium()
    if chromium is None:
        missing = "no Chromium: set CHROMIUM, or put chromium, chromium-browser or google-chrome on PATH"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-sync",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
            ],
        )
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of 1440 by 900 with the network cut, loopback included; its own context closes with it."""
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()
