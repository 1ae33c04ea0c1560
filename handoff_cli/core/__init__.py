"""Values and pure functions. Nothing here reads a file, a clock, the environment or git."""
