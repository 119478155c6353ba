"""How many messages a registration takes, and how many people get through, under noise."""
