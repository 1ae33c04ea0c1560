"""The steps of `handoff pack`: what was received, where it goes in the golden pack, its manifest, and what is left to settle."""
