"""Weights of the language models; see `sesotho.model`."""
