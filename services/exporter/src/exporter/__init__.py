"""The event log as files and tables for analysis."""
