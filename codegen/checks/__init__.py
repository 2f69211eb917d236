"""What ``codegen check`` refuses: unlisted approximations, changed names, entries of the overlay that fit nothing."""
