"""Checks that hold every sentence of a draft to what it cites, whatever wrote it."""
