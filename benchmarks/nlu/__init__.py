"""How well people are understood: `./thuso bench nlu` and `./thuso evaluate` (docs/nlu.md)."""
