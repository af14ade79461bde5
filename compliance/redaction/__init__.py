"""What of a conversation is private, and in what form it may go on."""
