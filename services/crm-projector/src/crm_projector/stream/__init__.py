"""The live stream that names the accounts that change."""
