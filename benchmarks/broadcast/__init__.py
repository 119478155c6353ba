"""How fast notices to many are planned and sent, and whether they arrive once when everything is killed."""
