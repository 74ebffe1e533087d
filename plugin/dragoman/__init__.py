"""Dragoman: the self-hosted interpreter between a shop's helpdesk and its shoppers."""
