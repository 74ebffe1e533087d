"""What the test of an adapter stands on, ours and other people's; needs pytest.

``contract`` has what every adapter keeps to.
"""

import pytest

pytest.register_assert_rewrite("dragoman.adapter_tests.contract")
