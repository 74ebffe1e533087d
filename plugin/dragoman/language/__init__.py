"""Which language a text is in, and how languages are named."""
