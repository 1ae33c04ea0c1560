"""Bytes of a document → data with positions → schema findings. The only user of yaml, jsonschema and markdown_it."""
