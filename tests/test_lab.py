"""The notebooks in JupyterLab, as `make lab` opens them, with no host in reach but this machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
# A slow machine with two cores starts the server in half a minute, and a kernel with pandas in ten seconds.
PATIENCE = 90


@pytest.fixture(scope="module")
def lab(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab of our own, on a copy of the project, with settings that nobody else sees."""
    folder = tmp_path_factory.mktemp("lab")
    for part in ("notebooks", "data"):
        shutil.copytree(project / part, folder / "project" / part)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR",
             "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")  # fmt: skip
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
        "--ServerApp.port_retries=0", "--IdentityProvider.token=", "--ServerApp.password=",
        "--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        f"--ServerApp.root_dir={folder / 'project' / 'notebooks'}",
    ]  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            command,
            env={**os.environ, **{name: str(folder / name) for name in homes}},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            until(lambda: answers(f"{address}/api"), (folder / "log").read_text)
            yield address
        finally:
            server.terminate()  # the server ends its kernels
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def until(condition: Any, complaint: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, complaint()
        time.sleep(0.2)


@pytest.fixture(params=list(enumerate(NOTEBOOKS)), ids=NOTEBOOKS)
def notebook(request: pytest.FixtureRequest, browser: Any, lab: str) -> Iterator[Any]:
    """A notebook after "Run All", every other one in the dark theme; JupyterLab has it open in a workspace of its own."""
    place, name = request.param
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(f"{lab}/lab/workspaces/{place}/tree/{name}")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    theme = ("JupyterLab Light", "JupyterLab Dark")[place % 2]
    menu(page, "Settings", "Theme", theme)
    page.locator(f"body[data-jp-theme-name='{theme}']").wait_for(state="attached")
    # Off the screen JupyterLab draws nothing; all cells at once is what a reader has after scrolling through.
    page.set_viewport_size({"width": 1440, "height": 9000})
    # Asked to run before the kernel is there, JupyterLab asks back which one to start.
    page.locator(".jp-StatusBar-TextItem", has_text="| Idle").wait_for()
    menu(page, "Run", "Run All Cells")
    last = page.locator(".jp-CodeCell").last
    last.locator(".jp-InputPrompt", has_text="]:").filter(has_not_text="*").filter(
        has_not_text="[ ]"
    ).wait_for()
    yield page
    context.close()


def menu(page: Any, *path: str) -> None:
    page.locator(".lm-MenuBar-item", has_text=path[0]).first.click()
    for label in path[1:]:
        page.locator(".lm-Menu-item:visible").filter(has_text=label).first.click()


def drawn(page: Any) -> bool:
    """Whether nothing more was drawn for a second."""
    before = page.locator(".jp-OutputArea-output").count()
    page.wait_for_timeout(1000)
    return bool(page.locator(".jp-OutputArea-output").count() == before)


def opens(press: Any, panel: Any) -> bool:
    """Whether it opens the passages. A key goes astray when JupyterLab takes the focus to a cell between two of ours."""
    press()
    for _ in range(50):
        if panel.is_visible():
            return True
        panel.page.wait_for_timeout(100)
    return False


def test_a_notebook_runs_and_its_outputs_answer(notebook: Any) -> None:
    page = notebook
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    page.locator("html[data-dn-ready]").wait_for(state="attached")
    until(lambda: drawn(page), lambda: "the outputs are still being drawn")
    charts = page.locator(".dn-chart")
    for chart in charts.all():
        chart.locator("svg .role-mark > *").first.wait_for(state="attached")
    if charts.count():
        charts.first.locator("svg .role-mark > *").first.hover(force=True)
        page.locator("#dn-tooltip.visible").wait_for()
        assert page.locator("#dn-tooltip").inner_text().strip()
    panel = page.locator("#dn-evidence")
    openers = page.locator(".dn-say .dn-number[data-count]")
    if not openers.count():  # of a mark the pointer may meet its number instead, which opens the same
        openers = page.locator(".dn-chart [role=button]")
    assert openers.count() + charts.count() > 0
    handles = openers.element_handles()
    for opener in (handles[0], handles[-1]) if handles else ():
        count = opener.get_attribute("data-count")
        # JupyterLab takes the focus to the cell once it has drawn it, which may be after the passages were closed.
        opener.evaluate("opener => opener.addEventListener('focus', () => opener.returned = true)")
        for press in (opener.click, lambda opener=opener: opener.press("Enter")):
            until(lambda press=press: opens(press, panel), lambda: "nothing opened")
            promised = int(panel.locator("h2").inner_text().split()[0])
            until(lambda promised=promised: panel.locator("li").count() == promised, panel.inner_text)
            assert count is None or promised == int(count)
            assert panel.locator(".dn-missing").count() == 0
            opener.evaluate("opener => (opener.returned = false)")
            page.keyboard.press("Escape")
            panel.wait_for(state="hidden")
            assert opener.evaluate("opener => opener.returned")
    assert page.errors == []
