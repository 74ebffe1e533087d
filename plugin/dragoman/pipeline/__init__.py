"""The straight line from an event to what it leads to in the helpdesk."""
