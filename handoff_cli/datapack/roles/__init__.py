"""Which file plays which role, and on what evidence. One module a source of evidence; `identify` weighs them."""
