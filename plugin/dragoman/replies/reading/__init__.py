"""How replies read a text: its sentences and clauses, what they are about, and the values they state."""
