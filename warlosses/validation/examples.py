"""What the rules' examples are made of: a short header, and the day that most of them speak of."""

from __future__ import annotations

from datetime import date, timedelta

HEADER = "as_of,claimant,belligerent,category,value,source_url"
PAGE = "https://www.mil.gov.ua/news/2023/04/18/losses"
TANKS = f"2023-04-18,ua_general_staff,RU,tanks,3661,{PAGE}"


def lines(*rows: str, header: str = HEADER) -> str:
    r"""Return a file's text.

    >>> lines("1,2", header="a,b")
    'a,b\n1,2\n'
    """
    return "".join(f"{line}\n" for line in (header, *rows))


def month_of(category: str, last: int, gains: tuple[int, ...]) -> tuple[str, ...]:
    """Return what the dataset holds of a category: the gains, over and over, up to 2023-04-17.

    >>> month_of("tanks", 3660, (6, 9))[-1]
    '2023-04-17,ua_general_staff,RU,tanks,lost,cumulative,3660,corroborated,orc-losses'
    """
    claims = []
    for n in range(30):
        key = f"{date(2023, 4, 17) - timedelta(n)},ua_general_staff,RU,{category},lost,cumulative"
        claims.append(f"{key},{last},corroborated,orc-losses")
        last -= gains[n % len(gains)]
    return tuple(reversed(claims))
