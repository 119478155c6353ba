"""Training and measuring the safety net and the opt-out reader (`gateway/screen`)."""
