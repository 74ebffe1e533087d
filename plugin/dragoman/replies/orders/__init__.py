"""What a draft may say of orders and products: of whose they are proven to be, and of what can be had."""
