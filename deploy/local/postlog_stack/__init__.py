"""Postlog without containers: Kafka, PostgreSQL and every service under one supervisord."""
