"""Bulletins written out in the shapes and languages that ministries and outlets use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

DASHES = ("–", "—", "‒", "-")
SPACES = (" ", "\u00a0", "\u202f", "\u2009")
LABELS = {
    "uk": {
        "personnel": ("особового складу", "особовий склад"),
        "tanks": ("танків", "танки"),
        "armored_vehicles": ("бойових броньованих машин", "ББМ", "бойові броньовані машини"),
        "artillery": ("артилерійських систем", "артсистем", "артилерійські системи"),
        "mlrs": ("РСЗВ", "реактивних систем залпового вогню"),
        "air_defense": ("засоби ППО", "засобів ППО", "засобів протиповітряної оборони"),
        "aircraft": ("літаків", "літаки"),
        "helicopters": ("гелікоптерів", "вертольотів"),
        "uavs": ("БПЛА оперативно-тактичного рівня", "БпЛА", "безпілотників"),
        "cruise_missiles": ("крилаті ракети", "крилатих ракет"),
        "ships": ("кораблі/катери", "кораблів /катерів", "кораблів та катерів"),
        "submarines": ("підводні човни", "підводних човнів"),
        "vehicles_fuel_tanks": (
            "автомобільної техніки та автоцистерн",
            "автомобільна техніка й автоцистерни",
        ),
        "special_equipment": ("спеціальна техніка", "спеціальної техніки", "спецтехніки"),
        "ground_robots": ("наземні робототехнічні комплекси", "НРК"),
        "military_vehicles": ("автомобільної техніки", "автотехніки"),
        "fuel_tanks": ("цистерн з ПММ", "цистерн з ППМ"),
        "srbm_launchers": ("пускові установки ОТРК/ТРК",),
    },
    "en": {
        "personnel": ("personnel",),
        "tanks": ("tanks",),
        "armored_vehicles": ("APV", "ACV", "AFV", "armored fighting vehicles"),
        "artillery": ("artillery systems",),
        "mlrs": ("MLRS", "multiple launch rocket systems"),
        "air_defense": ("Anti-aircraft warfare systems", "air defence systems"),
        "aircraft": ("aircraft", "warplanes"),
        "helicopters": ("helicopters",),
        "uavs": ("UAV operational-tactical level", "drones"),
        "cruise_missiles": ("cruise missiles",),
        "ships": ("warships / boats", "warships/cutters", "ships and boats"),
        "submarines": ("submarines",),
        "vehicles_fuel_tanks": ("vehicles and fuel tanks",),
        "special_equipment": ("special equipment",),
        "ground_robots": ("ground robotic systems",),
        "military_vehicles": ("vehicles",),
        "fuel_tanks": ("fuel tanks",),
        "srbm_launchers": ("mobile SRBM system",),
    },
    "ru": {
        "personnel": ("личного состава", "личный состав"),
        "tanks": ("танков", "танки"),
        "armored_vehicles": ("боевых бронированных машин", "ББМ"),
        "artillery": ("артиллерийских систем", "артсистем"),
        "mlrs": ("РСЗО",),
        "air_defense": ("средства ПВО", "средств ПВО"),
        "aircraft": ("самолетов", "самолёты"),
        "helicopters": ("вертолетов", "вертолёты"),
        "uavs": ("БПЛА оперативно-тактического уровня", "беспилотников"),
        "cruise_missiles": ("крылатых ракет", "крылатые ракеты"),
        "ships": ("кораблей/катеров", "корабли / катера"),
        "submarines": ("подводных лодок", "подводные лодки"),
        "vehicles_fuel_tanks": (
            "автомобильной техники и автоцистерн",
            "автотехники и автоцистерн",
        ),
        "special_equipment": ("специальной техники", "спецтехники"),
        "ground_robots": ("наземных робототехнических комплексов",),
        "military_vehicles": ("автомобильной техники",),
        "fuel_tanks": ("цистерн с ГСМ",),
        "srbm_launchers": ("пусковых установок ОТРК/ТРК",),
    },
}
ABOUT = {"uk": "близько", "en": "about", "ru": "около"}
PEOPLE = {"uk": "осіб", "en": "persons", "ru": "человек"}
PIECES = {"uk": " од", "en": "", "ru": " ед."}
THOUSANDS = {"uk": "тис.", "en": "thousand", "ru": "тыс."}
PER_DAY = {"uk": "за добу", "en": "per day", "ru": "за сутки"}
_MONTHS = {
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "en": "January February March April May June July August September October November December",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
_BEFORE = {
    "uk": "Генштаб ЗСУ. За минулу добу відбулося 72 боєзіткнення, ворог завдав 12 ударів.\n",
    "en": "General Staff. The enemy made 72 attacks and 12 strikes on 30 settlements.\n",
    "ru": "Генштаб ВСУ. За сутки произошло 72 боевых столкновения.\n",
}
_AFTER = {
    "uk": "\nДані уточнюються. Нагадаємо, 5 із 7 областей лишалися без світла 3 години.",
    "en": "\nData are being updated. On the ground, 40 battalions hold 1,200 km of front.",
    "ru": "\nДанные уточняются. Напомним, курс составил 36,6 за доллар.",
}


@dataclass(frozen=True)
class Total:
    """A category's total, and the increment printed beside it, if one is."""

    category: str
    value: int
    increment: int | None = None


@dataclass(frozen=True)
class Shape:
    """How a bulletin is written."""

    language: str = "uk"
    header: str = "numeric"  # numeric, words, mixed
    layout: str = "lines"  # lines, bullets, running, stacked
    dash: str = "–"
    group: str = ""  # between thousands; "words" for "646 тис. 400"
    mark: str = "plain"  # of an increment: plain (+8), day (+8 за добу), bare +8
    label: int = 0
    around: bool = True


def number(value: int, shape: Shape) -> str:
    """Write a number as the shape has it."""
    if shape.group == "words":
        thousands, rest = divmod(value, 1000)
        if not 0 < thousands < 1000:
            return str(value)
        return f"{thousands} {THOUSANDS[shape.language]}" + (f" {rest}" if rest else "")
    return f"{value:,}".replace(",", shape.group)


def headline(day: date, shape: Shape) -> str:
    """Write the line that names the days."""
    months = _MONTHS[shape.language].split()
    start, end = date(2022, 2, 24), day
    if shape.header == "words":
        if shape.language == "en":
            first, last = (f"{months[d.month - 1]} {d.day}, {d.year}" for d in (start, end))
            return f"The total combat losses of the enemy between {first} and {last}:"
        first, last = (f"{d.day} {months[d.month - 1]} {d.year}" for d in (start, end))
        if shape.language == "uk":
            return f"Загальні бойові втрати противника з {first} по {last} року становлять:"
        return f"Общие боевые потери противника с {first} по {last} года составили:"
    year = "%Y" if shape.header == "mixed" else "%y"
    first, last = (d.strftime(f"%d.%m.{year}") for d in (start, end))
    return {
        "uk": f"Загальні бойові втрати противника з {first} по {last} (орієнтовно):",
        "en": f"The total combat losses of the enemy from {first} to {last} approximately:",
        "ru": f"Общие боевые потери противника с {first} по {last} ориентировочно составили:",
    }[shape.language]


def item(total: Total, shape: Shape) -> str:
    """Write one item of the list."""
    labels = LABELS[shape.language][total.category]
    label = labels[shape.label % len(labels)]
    people = total.category == "personnel"
    figure = number(total.value, shape)
    if people:
        figure = f"{ABOUT[shape.language]} {figure}"
    if total.increment is not None:
        more = number(total.increment, shape)
        day = f" {PER_DAY[shape.language]}" if shape.mark == "day" else ""
        figure += f" +{more}" if shape.mark == "bare" else f" (+{more}{day})"
    unit = f" {PEOPLE[shape.language]}" if people else PIECES[shape.language]
    joint = f" {shape.dash} " if shape.dash else " "
    if shape.layout == "stacked":
        return f"{label}:\n{figure}"
    return f"{label}{joint}{figure}{unit}"


def bulletin(totals: list[Total], day: date, shape: Shape) -> str:
    """Write a whole bulletin."""
    items = [item(total, shape) for total in totals]
    body = {
        "lines": ",\n".join(items) + ".",
        "bullets": "\n".join(f"▪️ {one}" for one in items),
        "running": ", ".join(items) + ".",
        "stacked": "\n".join(items),
    }[shape.layout]
    joint = " " if shape.layout == "running" else "\n"
    text = f"{headline(day, shape)}{joint}{body}"
    return f"{_BEFORE[shape.language]}{text}{_AFTER[shape.language]}" if shape.around else text


def prose(totals: list[Total], day: date) -> str:
    """Write an English sentence, the numbers first."""
    parts = []
    for total in totals:
        labels = LABELS["en"][total.category]
        more = f" (+{total.increment:,} in the past day)" if total.increment else ""
        parts.append(f"{total.value:,} {labels[-1]}{more}")
    listed = ", ".join(parts[:-1]) + f", and {parts[-1]}" if len(parts) > 1 else parts[0]
    return (
        f"Ukraine's General Staff says that as of {day:%B} {day.day}, {day.year}, Russia has lost "
        f"{listed} since the start of the full-scale invasion on Feb. 24, 2022. "
        "The EU sent €500 million, and three people were hurt in a city."
    )
