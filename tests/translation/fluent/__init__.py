"""Short sentences of shops, with a person's judgement of their translations: what reads well and is wrong."""
