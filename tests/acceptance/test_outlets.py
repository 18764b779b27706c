"""The same figures as different outlets would tell them: our own texts in their shapes."""

from __future__ import annotations

import pytest

import warlosses as wl

# The General Staff's figures of a day, as (total, increment).
FIGURES = {
    "personnel": (716070, 1690), "tanks": (9308, 3), "armored_vehicles": (18942, 15),
    "artillery": (20436, 32), "mlrs": (1252, 1), "air_defense": (998, 4), "aircraft": (369, 0),
    "helicopters": (329, 0), "uavs": (18852, 53), "cruise_missiles": (2641, 1), "ships": (28, 0),
    "submarines": (1, 0), "vehicles_fuel_tanks": (29016, 97), "special_equipment": (3636, 9),
}  # fmt: skip
FULL = {
    "bracketed, the number first": """\
Details: The combat losses of the Russian forces between 24 February 2022 and 14 November 2024 are
estimated by the General Staff to be as follows [in parentheses: the latest losses – ed.]:
approximately 716,070 (+1,690) military personnel;
9,308 (+3) tanks; 18,942 (+15) armoured combat vehicles; 20,436 (+32) artillery systems;
1,252 (+1) multiple-launch rocket systems; 998 (+4) air defence systems;
369 (+0) fixed-wing aircraft; 329 (+0) helicopters; 18,852 (+53) strategic and tactical UAVs;
2,641 (+1) cruise missiles; 28 (+0) ships and boats; 1 (+0) submarines;
29,016 (+97) vehicles and fuel tankers; 3,636 (+9) special vehicles and other equipment.
153 combat clashes took place on November 13.""",
    "one sentence of an agency": """\
Ukraine's General Staff says its forces eliminated about 716,070 (+1,690) Russian invaders from
February 24, 2022 to November 14, 2024. In addition, they destroyed 9,308 (+3) enemy tanks, 18,942
(+15) armored fighting vehicles, 20,436 (+32) artillery systems, 1,252 (+1) multiple rocket
launchers, 998 (+4) air defense systems, 369 (+0) aircraft, 329 (+0) helicopters, 18,852 (+53)
tactical-level drones, 2,641 (+1) cruise missiles, 28 (+0) warships/boats, one (+0) submarine,
29,016 (+97) vehicles and fuel tanks, and 3,636 (+9) pieces of special equipment.""",
    "a channel's post": """\
‼️Втрати русні станом на 14.11.2024 (Генштаб):
💀 Особовий склад: ≈ 716 070 (+1 690)
Танки: 9 308 (+3)
ББМ: 18 942 (+15)
Артилерія: 20 436 (+32)
РСЗВ: 1 252 (+1)
ППО: 998 (+4)
Літаки: 369 (+0)
Гелікоптери: 329 (+0)
БПЛА: 18 852 (+53)
Крилаті ракети: 2 641 (+1)
Кораблі (катери): 28 (+0)
Підводні човни: 1 (+0)
Автотехніка та цистерни: 29 016 (+97)
Спецтехніка: 3 636 (+9)
Підписуйся 👉 @channel24""",
    "thousands in words": """\
Генштаб: загальні бойові втрати противника станом на ранок 14 листопада 2024 року серед особового
складу орієнтовно склали близько 716 тис. 70 (+1 тис. 690 за добу) осіб. Серед втрат у техніці: 9
тис. 308 (+3) одиниць танків, 18 тис. 942 (+15) бойові броньовані машини, 20 тис. 436 (+32)
артилерійських систем, 1 тис. 252 (+1) реактивних систем залпового вогню, 998 (+4) засобів ППО, 369
(+0) літаків, 329 (+0) гелікоптерів, 18 тис. 852 (+53) безпілотників оперативно-тактичного рівня, 2
тис. 641 (+1) крилатих ракет. Крім того, з початку війни знищено 28 (+0) кораблів/катерів, один
(+0) підводний човен, 29 тис. 16 (+97) одиниць автомобільної техніки та автоцистерн, а також
3 тис. 636 (+9) одиниць спеціальної техніки.""",
    "a table": """\
Генштаб ВСУ, 14.11.2024
| Личный состав | ~716070 чел. | +1690 |
| Танки | 9308 | +3 |
| БМП/БТР | 18942 | +15 |
| Артиллерия | 20436 | +32 |
| РСЗО | 1252 | +1 |
| ПВО | 998 | +4 |
| Самолеты | 369 | +0 |
| Вертолеты | 329 | +0 |
| БПЛА | 18852 | +53 |
| Крылатые ракеты | 2641 | +1 |
| Корабли/катера | 28 | +0 |
| Подводные лодки | 1 | +0 |
| Авто и цистерны | 29016 | +97 |
| Спецтехника | 3636 | +9 |""",
}
DAY_ONLY = {
    "uk": """\
Генштаб: за добу ліквідовано 1690 загарбників
Протягом минулої доби, 13 листопада 2024 року, армія РФ втратила ще 1 690 військових.

Сили оборони знищили ще три танки, 15 бойових броньованих машин, 32 артилерійські системи, одну
РСЗВ, чотири засоби ППО, 53 безпілотники оперативно-тактичного рівня, 97 одиниць автомобільної
техніки та автоцистерн і дев'ять одиниць спецтехніки.

Президент 25 лютого 2024 року говорив про 31 тисячу загиблих українських військових.""",
    "pl": """\
Minionej doby wojska rosyjskie straciły 1690 żołnierzy, 3 czołgi, 15 pojazdów opancerzonych, 32
systemy artyleryjskie, jedną wieloprowadnicową wyrzutnię rakiet, 4 systemy przeciwlotnicze, 53
drony, 97 pojazdów i cystern oraz 9 sztuk sprzętu specjalnego – podał 14 listopada 2024 roku Sztab
Generalny Sił Zbrojnych Ukrainy.""",
}
TOTALS_ONLY = {
    "en": """\
Russia has lost 716,070 troops in Ukraine since the beginning of its full-scale invasion on Feb. 24,
2022, the General Staff of Ukraine's Armed Forces reported on Nov. 14, 2024.

According to the report, Russia has also lost 9,308 tanks, 18,942 armored fighting vehicles, 29,016
vehicles and fuel tanks, 20,436 artillery systems, 1,252 multiple launch rocket systems, 998 air
defense systems, 369 airplanes, 329 helicopters, 18,852 drones, 28 ships and boats, and one
submarine.

Russian forces launched 59 drones overnight; 38 were shot down. Two people were killed.""",
    "de": """\
Nach Angaben des ukrainischen Generalstabs vom 14. November 2024 hat Russland seit Beginn der
Invasion 716.070 Soldaten, 9.308 Panzer, 18.942 gepanzerte Kampffahrzeuge, 29.016 Fahrzeuge und
Treibstofftanks, 20.436 Artilleriesysteme, 1.252 Mehrfachraketenwerfer, 998 Luftabwehrsysteme, 369
Flugzeuge, 329 Hubschrauber, 18.852 Drohnen, 28 Schiffe und Boote sowie ein U-Boot verloren.""",
    "it": """\
Secondo lo Stato maggiore ucraino, al 14 novembre 2024 la Russia ha perso dall'inizio dell'invasione
716.070 soldati, 9.308 carri armati, 18.942 veicoli corazzati da combattimento, 29.016 veicoli e
serbatoi di carburante, 20.436 sistemi di artiglieria, 1.252 sistemi di lancio multiplo di razzi,
998 sistemi di difesa aerea, 369 aerei, 329 elicotteri, 18.852 droni, 28 tra navi e imbarcazioni e
un sottomarino.""",
    "fr": """\
Selon l'état-major ukrainien, au 14 novembre 2024 la Russie a perdu depuis le début de l'invasion
716 070 soldats, 9 308 chars, 18 942 véhicules blindés, 29 016 véhicules et réservoirs de carburant,
20 436 systèmes d'artillerie, 1 252 lance-roquettes multiples, 998 systèmes de défense aérienne, 369
avions, 329 hélicoptères, 18 852 drones, 28 navires et bateaux ainsi qu'un sous-marin.""",
    "es": """\
Según el Estado Mayor de Ucrania, hasta el 14 de noviembre de 2024 Rusia ha perdido desde el inicio
de la invasión 716.070 soldados, 9.308 tanques, 18.942 vehículos blindados de combate, 29.016
vehículos y tanques de combustible, 20.436 sistemas de artillería, 1.252 lanzacohetes múltiples, 998
sistemas de defensa aérea, 369 aviones, 329 helicópteros, 18.852 drones, 28 buques y lanchas y un
submarino.""",
}


def read(text):
    rows = wl.parse(text)
    assert not rows.attrs["unread"]
    assert {f"{day:%F}" for day in rows["as_of"]} == {"2024-11-14"}
    assert set(rows["claimant"]) == {"ua_general_staff"}
    return {(r.category, r.measure): int(r.value) for r in rows.itertuples()}


def totals(*left_out):
    return {(c, "cumulative"): t for c, (t, _) in FIGURES.items() if c not in left_out}


def increments(*left_out):
    return {(c, "increment"): i for c, (_, i) in FIGURES.items() if c not in left_out}


@pytest.mark.parametrize("shape", FULL)
def test_a_whole_bulletin(shape):
    assert read(FULL[shape]) == totals() | increments()


@pytest.mark.parametrize("language", DAY_ONLY)
def test_a_days_losses_alone(language):
    nothing = [category for category, (_, more) in FIGURES.items() if not more]
    assert read(DAY_ONLY[language]) == increments(*nothing, "cruise_missiles")


@pytest.mark.parametrize("language", TOTALS_ONLY)
def test_totals_alone_among_other_news(language):
    assert read(TOTALS_ONLY[language]) == totals("cruise_missiles", "special_equipment")
