"""Who makes a statement: named in its sentence, carried from one nearby, or assumed."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from warlosses import codes
from warlosses.codes import GENERAL_STAFF
from warlosses.texts.article.facets import ASSUMED, CARRIED, OTHER, SAID, Facet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warlosses.texts.article.marks import Sentence
    from warlosses.texts.language.statement import Statement
    from warlosses.texts.language.tokens import Token

_VERB_AFTER, _VERB_BEFORE = 26, 14  # characters between a place that speaks and its verb
_LIST = 3  # categories that make a list, which its lead's speaker holds for


class Speaker(NamedTuple):
    """A speaker named in a sentence, and where."""

    code: str
    start: int
    end: int


def speakers_of(sentence: Sentence) -> list[Speaker]:
    """Return the speakers that a sentence names; a place ("Moscow") only if it says something."""
    named = [
        Speaker(mark.words["speaker"], mark.start, mark.end) for mark in sentence.of("speaker")
    ]
    named += [
        Speaker(mark.words["voice"], mark.start, mark.end)
        for mark in sentence.of("voice")
        if _speaks(sentence, mark)
    ]
    if not named:
        named = [Speaker(GENERAL_STAFF, mark.start, mark.end) for mark in sentence.of("title")]
    return sorted(named, key=lambda one: one.start)


def _speaks(sentence: Sentence, voice: Token) -> bool:
    """Whether a verb of speech stands beside a place's name, or it names the source in brackets."""
    if _in_brackets(sentence, voice.start, voice.end):
        return True
    for mark in sentence.of("speech"):
        if mark.start >= voice.end:
            between = sentence.text[voice.end - sentence.start : mark.start - sentence.start]
            if mark.start - voice.end <= _VERB_AFTER and not _is_broken(between):
                return not _is_of_losses(sentence, voice.end, mark.start)
        elif 0 <= voice.start - mark.end <= _VERB_BEFORE:
            # "according to Kyiv"; but "said Russia" goes on with what it said, unless it ends there
            ends = sentence.text[voice.end - sentence.start :].lstrip(" \"'")[:1]
            between = sentence.text[mark.end - sentence.start : voice.start - sentence.start]
            if _is_broken(between):
                continue
            if mark.words["speech"] == "before" or ends in ("", ".", ",", ";", "\n"):
                return True
    return False


def _in_brackets(sentence: Sentence, start: int, end: int) -> bool:
    """Whether nothing but a name stands in brackets: "10,802 tanks (Ukraine)"."""
    before = sentence.text[: start - sentence.start].rstrip()
    behind = sentence.text[end - sentence.start :].lstrip()
    return before.endswith("(") and behind.startswith(")")


def _is_broken(between: str) -> bool:
    return any(mark in between for mark in ",;:\n") or any(c.isdigit() for c in between)


def _is_of_losses(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a word for losses or deeds stands between, so that the verb is another's."""
    return any(
        start <= mark.start < end and mark.words.keys() & {"suffer", "inflict", "voice", "speaker"}
        for mark in sentence.marks
    )


def tell_speakers(
    sentences: Sequence[Sentence], sizes: dict[int, int]
) -> dict[int, tuple[Facet, tuple[str, ...]]]:
    """Return for each statement (by its place in the list of all) who makes it.

    Beside the claimant go the further ones that the words may mean ("Kyiv": its ministry, too).
    """
    named = [speakers_of(sentence) for sentence in sentences]
    main = _main(named)
    told: dict[int, tuple[Facet, tuple[str, ...]]] = {}
    of_run: dict[int, str] = {}
    last: tuple[Speaker, int] | None = None
    for at, sentence in enumerate(sentences):
        for statement in sentence.statements:
            size = sizes.get(statement.run, 0)
            carried = of_run.get(statement.run) if size >= _LIST else None
            carried = carried or _carried(sentences, named, at, last, size)
            if named[at]:
                facet = Facet(_nearest(sentence, named[at], statement).code, SAID)
            elif carried is not None:
                facet = Facet(carried, CARRIED)
            else:
                facet = Facet(_near(sentences, at, last) or main or GENERAL_STAFF, ASSUMED)
            if facet.is_told:
                of_run.setdefault(statement.run, facet.value)
            told[id(statement)] = facet, _alike(facet.value)
        known = [one for one in named[at] if one.code != OTHER] or named[at]
        if known:
            last = known[-1], at
    return told


def _near(sentences: Sequence[Sentence], at: int, last: tuple[Speaker, int] | None) -> str:
    """Return who spoke in the sentence before, in the same paragraph."""
    if last is None or at - last[1] > 1 or sentences[last[1]].line != sentences[at].line:
        return ""
    return last[0].code


def _carried(
    sentences: Sequence[Sentence],
    named: list[list[Speaker]],
    at: int,
    last: tuple[Speaker, int] | None,
    size: int,
) -> str | None:
    """Return the speaker that "he said", a list's lead, or "X gave the figure" behind tells."""
    sentence = sentences[at]
    if last is not None and (sentence.of("refers") or _leads(sentences, last[1], at, size)):
        return last[0].code
    for after in (at + 1, at + 2):
        if after < len(sentences) and named[after] and sentences[after].of("gave"):
            return named[after][0].code
        if after < len(sentences) and sentences[after].statements:
            break
    return None


def _leads(sentences: Sequence[Sentence], lead: int, at: int, size: int) -> bool:
    """Whether a speaker's sentence leads a list in: with a colon, or as its heading."""
    between = sentences[lead:at]
    if any(one.text.rstrip().rstrip(".").endswith(":") for one in between):
        return True
    if ":" in sentences[lead].text and size >= _LIST:
        return True
    return size >= _LIST and lead >= 0 and at - lead <= _LIST


def _nearest(sentence: Sentence, named: list[Speaker], statement: Statement) -> Speaker:
    """Return the speaker of a statement's clause: the last before it, or the first behind."""
    place = statement.figure.start
    following = next((s.figure.start for s in sentence.statements if s.figure.start > place), None)
    for one in named:
        ahead = one.start > place and (following is None or one.start < following)
        if ahead and _in_brackets(sentence, one.start, one.end):
            return one
    start, end = _clause(sentence, place)
    inside = [one for one in named if start <= one.start < end]
    for group in (inside, named):
        before = [one for one in group if one.start < place]
        behind = [one for one in group if one.start >= place]
        if before or behind:
            return before[-1] if before else behind[0]
    raise AssertionError


def _clause(sentence: Sentence, place: int) -> tuple[int, int]:
    """Return the stretch around a place without a word that sets clauses against each other."""
    start, end = sentence.start, sentence.end
    cuts = [mark.start for mark in sentence.of("breaks")]
    cuts += [sentence.start + n for n, char in enumerate(sentence.text) if char == ";"]
    for cut in sorted(cuts):
        if cut < place:
            start = cut
        else:
            end = cut
            break
    return start, end


def _main(named: list[list[Speaker]]) -> str:
    """Return the claimant that an article names most, or empty."""
    counts = Counter(one.code for here in named for one in here if one.code in codes.claimants())
    return counts.most_common(1)[0][0] if counts else ""


@cache
def _meant() -> dict[str, tuple[str, ...]]:
    meant: dict[str, tuple[str, ...]] = {}
    for row in codes.rows("text_facets"):
        if row["kind"] == "alike":
            meant[row["word"]] = (*meant.get(row["word"], ()), row["meaning"])
    return meant


def _alike(code: str) -> tuple[str, ...]:
    """Return the claimants that a name may mean, the likeliest first."""
    return (code, *_meant().get(code, ()))
