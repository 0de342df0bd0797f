"""The versions of schema `auth`."""
