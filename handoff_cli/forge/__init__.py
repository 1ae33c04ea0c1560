"""GitHub and Gitea/Forgejo behind one Protocol: the only place that opens a socket."""
