"""Messages as shoppers write them, and a check of what survives their translation."""
