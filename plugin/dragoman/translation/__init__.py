"""Translation: packs, the engine that decodes them, and what makes its output fit to be sent."""
