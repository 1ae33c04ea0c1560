"""The git layer on real repositories."""
