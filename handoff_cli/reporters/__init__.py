"""Report → text. A reporter returns a string; only commands write."""
