"""``python -m warlosses``."""

from warlosses.cli import main

if __name__ == "__main__":
    main()
