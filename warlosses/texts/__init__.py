"""From running text to statements of losses: folding, tokens, figures, days, statements."""
