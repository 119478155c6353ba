"""Registering on the web: the public form at /register, with the same rules as the dialogue. No JavaScript."""
