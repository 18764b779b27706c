"""Statements of an official bulletin, made contribution rows."""
