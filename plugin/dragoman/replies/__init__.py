"""Drafts of replies in the agents' language: grounded in what the shop knows, checked, never inventing."""
