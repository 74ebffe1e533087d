"""How a person starts this program: what is printed for them to type must run as it stands."""

import shlex
import shutil
import sys
from pathlib import Path


def invocation(argv0: str | None = None) -> str:
    """Return the words that start this program again, for a shell.

    Args:
        argv0: What it was started by; this process's own by default.
    """
    started = Path(sys.argv[0] if argv0 is None else argv0)
    if started.name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m dragoman.cli"
    found = shutil.which(started.name)
    if found is not None and started.exists() and Path(found).samefile(started):
        return shlex.quote(started.name)
    return shlex.quote(str(started))
