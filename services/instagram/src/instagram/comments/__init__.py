"""Comments and mentions of an account: known, read, answered, hidden and deleted.

All that is told of an account's comments is taken in by one transaction at a time: each holds the
inbox lock of the Instagram account before it locks a comment or an answer.
"""
