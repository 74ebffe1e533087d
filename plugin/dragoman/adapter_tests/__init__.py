"""What the test of an adapter stands on, ours and other people's; needs pytest.

``contract`` has what every adapter keeps to, ``polled_contract`` what one keeps to whose helpdesk is polled.
"""

import pytest

pytest.register_assert_rewrite("dragoman.adapter_tests.contract", "dragoman.adapter_tests.polled_contract")
