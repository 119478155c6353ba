"""How well people are understood: `./thuso bench nlu` (injongo, own, compare, rasa)."""
