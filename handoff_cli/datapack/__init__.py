"""Bytes of a ZIP → what the golden data pack says (`core.pack`). Nothing is ever extracted to disk."""
