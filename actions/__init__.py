"""What the assistant does: answer, look up, find the nearest office. It asks the registry and says what it heard."""
