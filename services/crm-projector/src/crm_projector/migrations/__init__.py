"""Versions of the schema `crm`."""
