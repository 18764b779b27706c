"""Statements of an article, held against what had been claimed."""
