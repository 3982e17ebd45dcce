"""An employer with its children as it was before its 2,000 changes, in a base where much else happened too."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from db.models import Employer, EmployerName, Promise, Task, Worksite
from talented_desk.bench import raw_past
from talented_desk.bench.case import Case, Pair, Reach
from talented_desk.bench.desk import KEY
from talented_desk.bench.filled import filled
from talented_desk.clock import SystemClock
from talented_desk.services.past import Past

OTHERS: Final = 20_000
CHILDREN: Final = 200


@contextmanager
def state(amount: int) -> Iterator[Pair]:
    """So many changes to one employer and its children: edits, additions, deletions, moves to other employers."""
    chance = random.Random(5)
    with filled(OTHERS) as (desk, _), desk.index_later():
        with desk.read() as connection:
            ids = [str(one) for one in connection.exec_driver_sql("SELECT id FROM employer LIMIT 500").scalars()]
        employer, others = ids[0], ids[1:]
        with desk.write("Add") as write:
            sites = [write.insert(Worksite, {"employer_id": employer, "city": "Olds"}) for _ in range(CHILDREN // 4)]
            tasks = [write.insert(Task, {"employer_id": employer, "subject": "Call"}) for _ in range(CHILDREN // 2)]
            for _ in range(CHILDREN // 4):
                write.insert(Promise, {"employer_id": employer, "subject": "Sheet", "direction": "ours"})
        past = Past(desk, SystemClock())
        moment = past.steps("employer", employer)[-1].hlc
        children = len(past.at("employer", employer, moment).parts)
        for number in range(amount):
            with desk.write("Edit") as write:
                if number % 20 == 0 and len(tasks) > CHILDREN // 4:
                    write.delete(Task, tasks.pop(chance.randrange(len(tasks))))
                elif number % 20 == 5:
                    write.update(Worksite, chance.choice(sites), {"employer_id": chance.choice([employer, *others])})
                elif number % 20 == 10:
                    write.insert(EmployerName, {"employer_id": employer, "name": f"Name {number}", "kind": "trade"})
                elif number % 2:
                    write.update(Task, chance.choice(tasks), {"subject": f"Call {number}"})
                else:
                    write.update(Employer, employer, {"notes": f"Note {number}", "headcount": number})
        touched = [employer, *(part.row_id for part in past.at("employer", employer, moment).parts)]
        bare = raw_past.connect(desk.path, KEY)

        def ours() -> float:
            started = time.perf_counter()
            then = past.at("employer", employer, moment)
            taken = time.perf_counter() - started
            assert sum(part.state != "new" for part in then.parts) == children
            return taken * 1000

        yield Pair(ours, lambda: raw_past.fetch(bare, touched, amount // 2))
        bare.close()


CASES: Final = (Case("past_record", 2_000, "ms", "lower", (Reach("ms", 50),), state),)
