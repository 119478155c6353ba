"""What the registry does, one file a noun; sessions come in, nothing commits here."""
