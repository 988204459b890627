"""What did the person ask for? Options, settings, credentials and the endpoint; nothing is imported here."""
