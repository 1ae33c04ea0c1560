"""The ledger: bytes, signatures, chain."""
