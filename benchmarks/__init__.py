"""Measurements that anyone can run: `./thuso bench`."""
