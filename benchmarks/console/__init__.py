"""How fast the console's pages are when many people have written."""
