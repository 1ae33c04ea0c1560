"""Objects, refs and work tree: the only place that starts git."""
