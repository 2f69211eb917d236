"""What a class and its fields are described by: types, documentation, and the release that added them."""
