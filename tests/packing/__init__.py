"""Tests of `handoff pack` and `handoff request`."""
