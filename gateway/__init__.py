"""The door to the phone network: verify, parse, one turn, one sending door."""
