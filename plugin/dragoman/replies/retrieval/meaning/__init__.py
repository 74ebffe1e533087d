"""Finding passages by what they mean: with a small model, where ``dragoman[semantic]`` is installed."""
