"""What runs inside Rasa: features, classifier, words, memory, the channel and the server entry."""
