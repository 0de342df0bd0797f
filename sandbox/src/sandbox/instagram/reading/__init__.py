"""Media, insights, comments and mentions."""
