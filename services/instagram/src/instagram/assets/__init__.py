"""Pictures and videos of users, from their upload to the address that Meta fetches."""
