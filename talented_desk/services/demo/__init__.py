"""The demo workspace: a secretariat's two years, made through the services on a clock that walks through them.

Seven institutions, 48 employers, 66 placements, about 60 opportunities, 700 support sessions; invented, bilingual,
dated relative to the day it is made, and the same for the same day. The words are data: `resources/demo`.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

from talented_desk.clock import FixedClock
from talented_desk.jobs import Task
from talented_desk.services.demo.documents import plan_documents
from talented_desk.services.demo.drafts import keep_drafts
from talented_desk.services.demo.employers import Employers
from talented_desk.services.demo.officers import add_officers, name_coordinators
from talented_desk.services.demo.pipeline import Pipeline
from talented_desk.services.demo.placements import Placements
from talented_desk.services.demo.stage import Stage
from talented_desk.services.demo.support import Support

if TYPE_CHECKING:
    from talented_desk.bootstrap import Application

__all__ = ["SEED", "make_demo"]

SEED: Final = 2026


def make_demo(desk: Application, clock: FixedClock, task: Task | None = None) -> None:
    """Fill an empty workspace that was opened on `clock`; the clock is put back to its moment at the end.

    May be cancelled through `task`; what was made until then stays, so the caller throws the folder away.
    """
    stage = Stage(desk, clock, task or Task(), Random(SEED))  # noqa: S311 - invented data, repeatable on purpose
    with desk.database.index_later():
        add_officers(stage)
        name_coordinators(stage)
        employers = Employers(stage)
        employers.plan()
        placements = Placements(stage, employers.hosts)
        placements.plan()
        Support(stage, employers.hosts, placements).plan()
        Pipeline(stage, employers.hosts, placements, SEED).plan()
        plan_documents(stage, employers.hosts)
        stage.play()
        keep_drafts(stage, employers.hosts)
    desk.words.finish()
    desk.officers.use(stage.officers[0])
