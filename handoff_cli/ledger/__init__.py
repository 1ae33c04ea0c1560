"""Record ↔ bytes, the hash chain, signatures: the only place that starts ssh-keygen."""
