"""What writes drafts: sentences of the shop's own by default; models only where an owner installs one."""
