"""Durability, order, secrecy and forgetting."""
