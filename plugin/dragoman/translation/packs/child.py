"""Work with files from elsewhere, in a process of its own: what crashes there takes nothing down with it.

The child is started anew, not forked: CTranslate2 does not survive ``fork``.
"""

import subprocess
import sys
from collections.abc import Sequence


class ChildFailed(Exception):  # noqa: N818 - a verdict on what the child was given
    """The child did not do its work; the text is its own last line, or says how it ended."""


def in_child(module: str, arguments: Sequence[str], seconds: float) -> str:
    """Run a module of ours and return what it printed.

    Args:
        module: Its full name.
        arguments: What it is given.
        seconds: When it is ended if it has not ended itself.

    Raises:
        ChildFailed: it ended with code 1 and a line on standard error, crashed, or did not end in time.
    """
    try:
        child = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ChildFailed(f"it did not come to an end within {seconds:.0f} s") from None
    if child.returncode == 0:
        return child.stdout
    said = child.stderr.strip().splitlines()[-1:]
    raise ChildFailed(said[0] if child.returncode == 1 and said else _ending(child.returncode))


def _ending(code: int) -> str:
    how = f"by signal {-code}" if code < 0 else f"with code {code}"
    return f"the process that tried it ended {how}"
