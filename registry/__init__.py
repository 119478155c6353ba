"""The memory: contacts, messages, answers and facts, missions, forums; served under /v1."""
