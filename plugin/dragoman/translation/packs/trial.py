"""Tries a pack in a process of its own, so that a model that crashes takes nothing down with it.

The child says on its standard output, in JSON, which placeholders the model copies.
"""

import json
import sys
from pathlib import Path
from typing import Final

from dragoman.translation.calibration import calibrated, translating
from dragoman.translation.model import Model
from dragoman.translation.packs.child import ChildFailed, in_child
from dragoman.translation.packs.pack import Pack, PackError, read_pack

_SECONDS: Final = 120
_SENTENCE: Final = "1"


def try_out(pack: Pack) -> tuple[str, ...]:
    """Return which placeholders a pack's model copies, if it translates; its metadata must be written.

    Raises:
        PackError: its model cannot be loaded, crashes, or does not come to an end.
    """
    try:
        # By its name, not __name__: that is __main__ in the child.
        said = in_child("dragoman.translation.packs.trial", [str(pack.folder)], _SECONDS)
    except ChildFailed as error:
        reason = f"the pack {pack.name} is refused, its model does not work: {error}"
        raise PackError(reason) from None
    return tuple(json.loads(said))


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
