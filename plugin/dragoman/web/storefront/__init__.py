"""The chat in the shop itself: who writes, how much, and what they read."""
