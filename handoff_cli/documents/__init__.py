"""Bytes of a document → data with positions → schema findings. The only user of yaml, jsonschema and markdown_it."""

from handoff_cli.documents.load import load, parse
from handoff_cli.documents.pages import RULES

__all__ = ["RULES", "load", "parse"]
