"""Where the texts come from that decoders are trained on: one module a kind of source."""
