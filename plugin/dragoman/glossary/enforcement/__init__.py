"""The shop's terms in the engine's translations: looked for, put where they are missing, and proven."""
