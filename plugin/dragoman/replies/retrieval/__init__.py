"""Which passages answer a conversation: by its words, and where a model is installed by its meaning."""
