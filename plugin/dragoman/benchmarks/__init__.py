"""Measurements that owners repeat on their own machine; the commands that print them are in ``cli``."""
