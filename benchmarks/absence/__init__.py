"""Is anything of anybody left in the clear? Conversations with planted numbers, names and words, then a search."""
