"""Renderers: they see only an Article."""
