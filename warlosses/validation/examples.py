"""What the rules' examples are made of: a short header, and the day that most of them speak of."""

from __future__ import annotations

HEADER = "as_of,claimant,belligerent,category,value,source_url"
PAGE = "https://www.mil.gov.ua/news/2023/04/18/losses"
TANKS = f"2023-04-18,ua_general_staff,RU,tanks,3661,{PAGE}"


def lines(*rows: str, header: str = HEADER) -> str:
    r"""Return a file's text.

    >>> lines("1,2", header="a,b")
    'a,b\n1,2\n'
    """
    return "".join(f"{line}\n" for line in (header, *rows))
