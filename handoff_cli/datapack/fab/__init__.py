"""A small reader of our own for Gerber and drill data."""
