"""What Dragoman remembers: one SQLite file, written by one thread, its texts sealed."""
