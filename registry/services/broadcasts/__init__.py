"""Notices to many: drafts, life, numbers, preview, freezing, releasing, leaving, reports. One row decides each step."""
