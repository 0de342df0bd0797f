"""The versions of schema `tiktok`."""
