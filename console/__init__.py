"""Staff pages. They show and change what the registry keeps, through its services."""
