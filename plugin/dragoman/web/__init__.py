"""What Dragoman answers over HTTP: deliveries of helpdesks, the API, and whether it is well."""
