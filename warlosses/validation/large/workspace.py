"""A folder for what does not fit into memory, which is gone when this process is, however it ends.

A kill leaves no time to tidy up. So a small process waits at the other end of a pipe: the pipe
closes when this process ends, whatever ended it, and then the folder is removed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WAIT = (
    "import shutil, signal, sys; "
    "signal.signal(signal.SIGINT, signal.SIG_IGN); "
    "sys.stdin.buffer.read(); "
    "shutil.rmtree(sys.argv[1], ignore_errors=True)"
)


@contextmanager
def workspace() -> Iterator[Path]:
    """Make a folder, below the system's for such (``TMPDIR``), that is there for the block."""
    folder = Path(tempfile.mkdtemp(prefix="warlosses-"))
    waiting = subprocess.Popen(  # noqa: S603  nothing that was read is in it
        [sys.executable, "-I", "-S", "-c", _WAIT, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if waiting.stdin is not None:
            waiting.stdin.close()
        waiting.wait()
