"""Files are read in processes of their own: what takes too long or too much memory costs that file only."""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import IO, Any, Generic, ParamSpec, TypeVar

from helpers.sources.text import UnreadableError

SECONDS = 300  # a PDF of five thousand pages takes two minutes
MEMORY = 4 * 2**30  # bytes of address space; libraries take an eighth of it

_START = "from helpers.sources.guard import serve; serve({memory})"
_REMEDY = "it is very large or damaged: split it, or save its text as .txt"

P = ParamSpec("P")
T = TypeVar("T")


class Guard:
    """One process that works for this one, call after call; a new one is started where it had to be ended."""

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.seconds, self.memory = seconds, memory
        self.process: subprocess.Popen[bytes] | None = None
        self.is_cancelled = False
        self.known = b""  # the function it was sent last

    def run(self, function: bytes, *arguments: Any, **options: Any) -> Any:
        """What a pickled function gives. Raises UnreadableError where it does, or takes too much, or breaks."""
        if self.process is None or self.process.poll() is not None:
            self._start()
        assert self.process and self.process.stdin and self.process.stdout
        started = time.monotonic()
        try:
            fresh = b"" if function == self.known else function
            _send(self.process.stdin, pickle.dumps((self.seconds, fresh, arguments, options)))
            self.known = function
            answer = pickle.loads(_receive(self.process.stdout))
        except (OSError, EOFError):
            self.close()
            if self.is_cancelled:
                raise CancelledError from None
            is_late = time.monotonic() - started >= self.seconds
            what = f"took longer than {self.seconds:g} seconds" if is_late else "ended its process"
            raise UnreadableError(f"{what} when it was read; {_REMEDY}") from None
        if isinstance(answer, UnreadableError):
            raise answer
        if isinstance(answer, _Broken):
            self.close()  # what broke one call may have left it unfit for the next
            raise UnreadableError(answer.reason)
        return answer

    def _start(self) -> None:
        self.close()
        self.known = b""
        self.process = subprocess.Popen(
            [sys.executable, "-c", _START.format(memory=self.memory)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                with contextlib.suppress(OSError):
                    if pipe:
                        pipe.close()
        self.process = None


_idle: list[Guard] = []
_busy: list[Guard] = []


@dataclass(frozen=True)
class Guarded(Generic[P, T]):
    """A function that runs in a process of its own; calls at the same time run in as many processes."""

    pickled: bytes

    @classmethod
    def of(cls, function: Callable[P, T]) -> Guarded[P, T]:
        """Pickled once, so that what is bound to it is not sent through every worker's pickle again."""
        return cls(pickle.dumps(function))

    def __call__(self, *arguments: P.args, **options: P.kwargs) -> T:
        """What the function gives. Raises UnreadableError where it does, or takes too much, or breaks."""
        guard = _idle.pop() if _idle else Guard()
        _busy.append(guard)
        is_fit = False
        try:
            answer: T = guard.run(self.pickled, *arguments, **options)
            is_fit = True
        except UnreadableError:
            is_fit = True
            raise
        finally:
            _busy.remove(guard)
            if is_fit and not guard.is_cancelled:
                _idle.append(guard)
            else:  # Ctrl-C: what it is at is not waited for
                guard.close()
        return answer


@atexit.register
def cancel() -> None:
    """End all processes; calls that wait for one raise CancelledError."""
    for guard in [*_busy, *_idle]:
        guard.is_cancelled = True
        if guard.process:
            guard.process.kill()
    _idle.clear()


def _forget() -> None:
    _idle.clear()
    _busy.clear()


# A forked copy of this process must not talk into the pipes of the original.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


@dataclass(frozen=True)
class _Broken:
    reason: str


def allow(seconds: float) -> None:
    """Give the call that this process answers so many seconds from now on; nothing happens where it answers none."""
    if _is_serving:
        faulthandler.dump_traceback_later(seconds, exit=True)


_is_serving = False


def serve(memory: int) -> None:
    """Answer the other process's calls until it ends; runs in the process of its own."""
    global _is_serving  # noqa: PLW0603  one process, one server
    _is_serving = True
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which closes the pipe
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    try:
        import resource  # noqa: PLC0415  Windows has none

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    except (ImportError, ValueError, OSError):
        pass
    function = None
    with contextlib.suppress(EOFError):
        while True:
            seconds, pickled, arguments, options = pickle.loads(_receive(sys.stdin.buffer))
            # Ends this process whatever it is at, even inside one call of a library, and even if the parent was killed.
            faulthandler.dump_traceback_later(seconds, exit=True)
            try:
                if pickled:
                    function = pickle.loads(pickled)
                answer = pickle.dumps(_answer(function, arguments, options), pickle.HIGHEST_PROTOCOL)
            except MemoryError:
                answer = pickle.dumps(_Broken(f"needs more memory than a file may take; {_REMEDY}"))
            faulthandler.cancel_dump_traceback_later()
            _send(answers, answer)


def _answer(function: Any, arguments: Any, options: Any) -> Any:
    try:
        return function(*arguments, **options)
    except UnreadableError as error:
        return error
    except MemoryError:
        raise
    except Exception as error:  # a reader's fault costs this file only, and is named
        return _Broken(f"broke its reader ({type(error).__name__}: {error}); save its text as .txt")


def _send(pipe: IO[bytes], content: bytes) -> None:
    pipe.write(len(content).to_bytes(8, "big"))
    pipe.write(content)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    size = pipe.read(8)
    content = pipe.read(int.from_bytes(size, "big")) if len(size) == 8 else b""
    if len(size) < 8 or len(content) < int.from_bytes(size, "big"):
        raise EOFError
    return content
