import pytest
from small_town import Town, honest_town


@pytest.fixture
def town() -> Town:
    return honest_town()
