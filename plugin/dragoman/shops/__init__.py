"""Shop systems, as ``commerce.Shop``: where a draft's orders and products come from."""
