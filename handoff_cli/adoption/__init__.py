"""The steps of `handoff init`: what is planned, what it looks like as a difference, and what is written when somebody agrees."""
