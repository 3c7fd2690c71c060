"""How much work a call does, since seconds would depend on the machine: lines that run, or what more input costs."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(call: Callable[[], object], file: str) -> int:
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        if frame.f_code.co_filename != file:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def assert_linear(call: Callable[[int], object], size: int) -> None:
    """Four times as much takes no more than ten times the processor: what is quadratic takes sixteen times as much.

    For work in C, whose steps nothing counts. Below 50 milliseconds there is more noise than work. What other tests left
    in memory is not collected meanwhile, and a machine that was busy elsewhere may try again.
    """

    def seconds(count: int) -> float:
        began = time.process_time()
        call(count)
        return time.process_time() - began

    gc.disable()
    try:
        quarter = max(min(seconds(size // 4) for _ in range(3)), 0.05)
        assert any(seconds(size) < 10 * quarter for _ in range(3))
    finally:
        gc.enable()
