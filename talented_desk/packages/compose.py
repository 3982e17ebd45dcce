"""Lays flowables out on pages, once, from top to bottom.

Platypus' own document template lays a package out twice when page numbers or contents must be known. Here each
flowable is placed once; what is known only at the end (page numbers) goes into small reusable forms that are
drawn last. Between two pages the job may be cancelled.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from talented_desk.packages import style

_CLOSE = 0.01
_HEAD_ROOM = 40.0


def compose(canvas: Canvas, story: Sequence[Flowable], turn: Callable[[], None]) -> None:
    """Place the story on the present page and as many more as it takes; `turn` ends a page, starts the next.

    A flowable too tall for a page that cannot be split is drawn smaller, never cut.
    """
    waiting = deque(story)
    y, fresh, after = style.TOP, True, 0.0
    while waiting:
        flowable = waiting.popleft()
        gap = 0.0 if fresh else max(after, flowable.getSpaceBefore())
        room = y - gap - style.BOTTOM
        height = flowable.wrapOn(canvas, style.WIDTH, room)[1]
        fits = height <= room + _CLOSE
        if fits and not fresh and getattr(flowable, "keepWithNext", False) and waiting:
            fits = height + _least(canvas, waiting[0], flowable) <= room
        if fits:
            flowable.drawOn(canvas, style.MARGIN, y - gap - height)
            y, fresh, after = y - gap - height, False, flowable.getSpaceAfter()
            continue
        parts = flowable.splitOn(canvas, style.WIDTH, room) if height > room else []
        if len(parts) > 1:
            waiting.extendleft(reversed(parts))
            continue
        if parts and parts[0] is not flowable:
            waiting.appendleft(parts[0])
            continue
        if fresh:
            _shrink(canvas, flowable, height, room)
            y, fresh, after = style.BOTTOM, False, 0.0
            continue
        turn()
        y, fresh, after = style.TOP, True, 0.0
        waiting.appendleft(flowable)


def _least(canvas: Canvas, following: Flowable, heading: Flowable) -> float:
    """The room that must be left under a heading for it to stand here."""
    height = following.wrapOn(canvas, style.WIDTH, style.TOP - style.BOTTOM)[1]
    gap = max(heading.getSpaceAfter(), following.getSpaceBefore())
    return gap + (height if not hasattr(following, "frags") else min(height, _HEAD_ROOM))


def _shrink(canvas: Canvas, flowable: Flowable, height: float, room: float) -> None:
    scale = room / height
    canvas.saveState()
    canvas.translate(style.MARGIN, style.BOTTOM)
    canvas.scale(scale, scale)
    flowable.drawOn(canvas, 0, 0)
    canvas.restoreState()
