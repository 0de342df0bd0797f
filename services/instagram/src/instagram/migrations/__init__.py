"""The versions of schema `instagram`."""
