"""Readers of structured files run in a process of their own: what takes too long or too much costs that file only."""

from __future__ import annotations

import atexit
import contextlib
import importlib
import os
import pickle
import signal
import subprocess
import sys
import threading
from typing import IO, Any

from helpers.sources.extract import Extract
from helpers.sources.text import UnreadableError

SECONDS = 300  # a PDF of five thousand pages takes two minutes
MEMORY = 4 * 2**30  # bytes of address space; a third of it is libraries

_START = "from helpers.sources.guard import serve; serve({memory})"


class Guard:
    """One process that reads file after file for this one; a new one is started where it had to be ended."""

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.seconds, self.memory = seconds, memory
        self.process: subprocess.Popen[bytes] | None = None
        self.owner = 0
        self.lock = threading.Lock()

    def read(self, module: str, content: bytes) -> Extract:
        """What helpers.sources.<module>.read gives for the bytes. Raises UnreadableError."""
        with self.lock:
            process = self._started()
            assert process.stdin and process.stdout
            late = threading.Event()

            def end() -> None:
                late.set()
                process.kill()

            timer = threading.Timer(self.seconds, end)
            timer.start()
            try:
                _send(process.stdin, (module, content))
                answer = _receive(process.stdout)
            except (OSError, EOFError):
                self.close()
                what = (
                    f"took longer than {self.seconds:g} seconds to read"
                    if late.is_set()
                    else "ended the process that was to read it"
                )
                raise UnreadableError(f"{what}; it is very large or damaged: save its text as .txt") from None
            finally:
                timer.cancel()
        if not isinstance(answer, Extract):
            raise UnreadableError(*answer)
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        # A forked copy of this process must not talk into the pipes of the original.
        if self.process is None or self.owner != os.getpid() or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _START.format(memory=self.memory)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            self.owner = os.getpid()
        return self.process

    def close(self) -> None:
        """End the process, if it is ours."""
        if self.process is not None and self.owner == os.getpid():
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                with contextlib.suppress(OSError):
                    if pipe:
                        pipe.close()
        self.process = None


GUARD = Guard()
atexit.register(GUARD.close)


def serve(memory: int) -> None:
    """Read what the other process sends until it ends; runs in the process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which closes the pipe
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    try:
        import resource  # noqa: PLC0415  Windows has none

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    except (ImportError, ValueError, OSError):
        pass
    with contextlib.suppress(EOFError):
        while True:
            module, content = _receive(sys.stdin.buffer)
            _send(answers, _answer(module, content))


def _answer(module: str, content: bytes) -> Extract | tuple[str, str]:
    try:
        extract: Extract = importlib.import_module(f"helpers.sources.{module}").read(content)
    except UnreadableError as error:
        return str(error), error.status
    except MemoryError:
        return (
            "needs more memory than a file may take; it is very large or damaged: save its text as .txt",
            "failed",
        )
    except Exception as error:  # a reader's fault costs this file only, and is named
        return f"broke its reader ({type(error).__name__}: {error}); save its text as .txt", "failed"
    return extract


def _send(pipe: IO[bytes], value: object) -> None:
    content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(len(content).to_bytes(8, "big") + content)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    size = pipe.read(8)
    content = pipe.read(int.from_bytes(size, "big")) if len(size) == 8 else b""
    if len(size) < 8 or len(content) < int.from_bytes(size, "big"):
        raise EOFError
    return pickle.loads(content)
