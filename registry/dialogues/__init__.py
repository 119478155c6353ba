"""Dialogues: what a person wrote, read as answers; what is still to be asked; the words it is asked in."""
