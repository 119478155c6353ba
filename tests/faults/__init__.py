"""What is lost, doubled or left open when something breaks: nothing."""
