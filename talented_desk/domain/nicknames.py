"""Given names and the short forms that people go by, in English and French."""

from __future__ import annotations

from typing import Final

# groups apart by commas
_GROUPS: Final = """
abigail abby gail, albert al bert, alexander alexandre alex sandy xander alec, alexandra alex sandra lexi, alfred al
fred alfie, allison alison ally, amanda mandy, andrew andre andy drew, angela angie, anne ann anna annie, anthony
antoine tony, arthur art, barbara barb, benjamin ben benny benoit, bernard bernie, bradley brad, calvin cal, cameron
cam, carolyn caroline carol, catherine katherine kathryn cathy kathy kate katie cat, charles charlie chuck,
charlotte charlie lottie, christian chris, christina christine chris tina christy, christopher christophe chris,
cynthia cindy, daniel dan danny, david dave, deborah debbie deb debra, dennis denis denny, diana diane, donald don,
dorothy dot dottie, douglas doug, edward edouard ed eddie ted ned, eleanor ellie, elizabeth elisabeth liz beth betty
lisa eliza, emily em, eugene gene, francis francois frank fran, frances fran francine, frederick frederic fred
freddy, gabriel gabe, gabrielle gaby, gerald gerard gerry jerry, gilbert gil, gordon gord, gregory greg, guillaume
bill, gurpreet preet, harold harry hal, henry henri hank harry, isabelle isabel isa belle, jacob jake jacques,
jacqueline jackie, james jim jimmy jamie, janet jan, jason jay, jeffrey jeff geoffrey geoff, jennifer jen jenny,
jessica jess jessie, joanne jo joanna, john jean jack johnny jon jonathan, joseph joe joey, joshua josh, judith
judy, julia julie, kenneth ken kenny, kimberly kim, kristina kris kristine, laurence lawrence laurent larry, leonard
leo len, louis lou louie, madeleine maddie, margaret marguerite marg maggie peggy meg, maria marie mary, martin
marty, matthew mathieu matthieu matt, maxime max maximilian maxwell, melissa mel, michael michel mike mick mickey,
michelle shelly, mohammed muhammad mohamed mohammad mo, nancy nan, natalie nathalie nat, nathan nathaniel nate nat,
nicholas nicolas nick nic, nicole nikki, olivia liv, pamela pam, patricia pat patty trish, patrick pat paddy, peter
pierre pete, philip philippe phil, rachel rach, raymond ray, rebecca becky, richard rick rich dick ricky, robert bob
rob bobby robbie, roger rog, ronald ron ronny, russell russ, ryan ry, samantha sam, samuel sam sammy, sandra sandy,
sebastien sebastian seb, shirley shirl, simon si, sophie sophia, stephanie steph, stephen steven stephane steve,
stanley stan, stuart stewart stu, susan suzanne sue suzie susie, sylvia sylvie, terence terrance terry, theodore ted
theo, theresa therese terry, thomas tom tommy, timothy tim timothee, valerie val, victor vic, victoria vicky tori,
vincent vince, walter walt, wendy wen, wesley wes, william bill will billy liam, zachary zack zach
"""


def _table() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(_GROUPS.split(",")):
        for name in group.split():
            found.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


_NUMBERS: Final = _table()
_NONE: Final[frozenset[int]] = frozenset()


def groups(given: str) -> frozenset[int]:
    """The numbers of the groups that a folded given name belongs to; names with one in common are one name."""
    return _NUMBERS.get(given, _NONE)


def one_name(given: str, other: str) -> bool:
    """Whether two folded given names are forms of one: `bob`, `robert`."""
    return not groups(given).isdisjoint(groups(other))
