"""Drafted replies, measured: a fictional shop, what shoppers ask it, and what they try with it."""
