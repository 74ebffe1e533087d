from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.translation.engine import Engine
from tests.pipeline.shop import Shop, open_shop


@pytest.fixture
def shop(tmp_path: Path, engine: Engine) -> Iterator[Shop]:
    """A shop whose agents write English and whose shoppers may write Brazilian Portuguese."""
    with open_shop(tmp_path, engine) as opened:
        yield opened
