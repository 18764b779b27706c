"""The rules, each declared beside what finds it; one family a module."""
