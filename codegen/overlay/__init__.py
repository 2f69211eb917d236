"""What a schema cannot say, as commented TOML, each entry with its reason; ``overlay`` reads it."""
