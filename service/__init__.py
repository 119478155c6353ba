"""The doorstep: settings, the processes and the one command. It wires the rooms together; no room knows it."""
