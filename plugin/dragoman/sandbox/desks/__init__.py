"""Helpdesks of other makers that run here: as much of their API as we use, as they document it.

The demo and the tests of the adapters use the same ones. Where a vendor's documentation is silent they
assume the worst.
"""
