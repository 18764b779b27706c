"""``python -m warlosses``."""

from warlosses.cli.app import main

if __name__ == "__main__":
    main()
