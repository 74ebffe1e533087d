"""Tries a pack in a process of its own, so that a model that crashes takes nothing down with it.

The child says on its standard output, in JSON, which placeholders the model copies.

The child is started anew, not forked: CTranslate2 does not survive ``fork``.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from dragoman.translation.calibration import calibrated, translating
from dragoman.translation.model import Model
from dragoman.translation.packs.pack import Pack, PackError, read_pack

_SECONDS: Final = 120
_SENTENCE: Final = "1"


def try_out(pack: Pack) -> tuple[str, ...]:
    """Return which placeholders a pack's model copies, if it translates; its metadata must be written.

    Raises:
        PackError: its model cannot be loaded, crashes, or does not come to an end.
    """
    # By its name, not __name__: that is __main__ in the child.
    command = [sys.executable, "-m", "dragoman.translation.packs.trial", str(pack.folder)]
    try:
        child = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise _refusal(pack, f"it did not translate a sentence within {_SECONDS} s") from None
    if child.returncode != 0:
        said = child.stderr.strip().splitlines()[-1:]
        raise _refusal(pack, said[0] if child.returncode == 1 and said else _ending(child.returncode))
    return tuple(json.loads(child.stdout))


def _ending(code: int) -> str:
    how = f"by signal {-code}" if code < 0 else f"with code {code}"
    return f"the process that tried it ended {how}"


def _refusal(pack: Pack, reason: str) -> PackError:
    return PackError(f"the pack {pack.name} is refused, its model does not work: {reason}")


def _main(folder: Path) -> int:
    try:
        pack = read_pack(folder)
        model = Model(pack, threads=1)
        translate = translating(pack, model)
        translate([_SENTENCE])
        placeholders = calibrated(pack, translate, lambda _: None).placeholders
    except (RuntimeError, OSError, ValueError, PackError) as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 1
    print(json.dumps(placeholders))
    return 0


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1])))
