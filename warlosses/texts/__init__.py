"""Texts as people print them: language to statements, bulletins to rows, articles to verdicts."""
