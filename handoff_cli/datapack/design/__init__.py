"""ODB++ and IPC-2581: a whole board in one format, opened for its copper layers, its components and its revision."""
