"""What a shop knows, brought in from its files, its site and its helpdesk, in passages that can be cited."""
