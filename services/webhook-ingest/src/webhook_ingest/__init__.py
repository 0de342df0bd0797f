"""Receives webhooks: verify, append to Kafka, then answer; it keeps nothing itself."""
