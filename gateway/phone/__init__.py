"""A telephone in the browser: the service can be tried without Twilio, over the very same way."""
