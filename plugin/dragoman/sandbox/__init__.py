"""The built-in helpdesk: what ``dragoman demo`` shows, and what tests run against."""
