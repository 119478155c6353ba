"""Whole turns under load: webhook in, REST out, the real assistant between."""
