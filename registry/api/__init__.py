"""The registry over HTTP: `/v1`, every route authenticated."""
