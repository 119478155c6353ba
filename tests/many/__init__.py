"""The layout of many machines, started for real as separate processes."""
