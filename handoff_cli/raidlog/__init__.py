"""Entries of the RAID log as text: what is owed, and how it is put into the file."""
