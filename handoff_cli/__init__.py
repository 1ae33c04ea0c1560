"""handoff: the formal quality gate between Sales and Project Management."""

__version__ = "0.1.0"
