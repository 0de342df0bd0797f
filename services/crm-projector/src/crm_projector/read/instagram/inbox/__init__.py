"""The read API of the inbox: comments and mentions of all accounts in one list."""
