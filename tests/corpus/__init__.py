"""The conformance corpus: an attack and its harmless twin for every row of the threat table that needs no forge."""

import pytest

pytest.register_assert_rewrite("tests.corpus.case", "tests.corpus.stage")
