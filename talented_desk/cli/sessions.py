"""`talented-desk session`: log, read a quick line, list, show."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from talented_desk.cli import Shell, add_command
from talented_desk.i18n import N_

if TYPE_CHECKING:
    from talented_desk.services.quick_line import QuickDraft


def add(commands: Any) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("session", help=N_("support sessions: log, quick, list, show"))
    actions = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    log = add_command(actions, "log", log_session, N_("log a support session"))
    log.add_argument("--employer", action="append", required=True, metavar="EMPLOYER_ID", help=N_("may be repeated"))
    log.add_argument("--channel", required=True, help="phone, video, email, visit, meeting, event, text, letter")
    log.add_argument("--at", metavar="TIME", help=N_("when, such as 2026-11-23T14:05 (default: now)"))
    for part, text in (
        ("direct", N_("minutes with the employer")),
        ("preparation", N_("minutes before")),
        ("travel", N_("minutes on the way")),
        ("follow-up", N_("minutes after")),
    ):
        log.add_argument(f"--{part}", default="", metavar="MINUTES", help=text)
    log.add_argument("--subject", default="")
    log.add_argument("--notes", default="")
    log.add_argument("--topic", action="append", default=[], help=N_("may be repeated"))
    log.add_argument("--barrier", action="append", default=[], help=N_("may be repeated"))
    log.add_argument("--follow-up-task", nargs=2, action="append", default=[], metavar=("WHAT", "DAY"))
    log.add_argument("--we-promise", nargs=2, action="append", default=[], metavar=("WHAT", "DAY"))
    log.add_argument("--they-promise", nargs=2, action="append", default=[], metavar=("WHAT", "DAY"))
    quick = add_command(actions, "quick", quick_session, N_("read a line such as: call 12 min Acme re WCB"))
    quick.add_argument("line", nargs="+", help=N_("what happened, in a line; put it in quotation marks"))
    quick.add_argument("--log", action="store_true", help=N_("log what was read (without it, it is only shown)"))
    quick.add_argument("--employer", metavar="EMPLOYER_ID", help=N_("the employer, where several fit the name"))
    listing = add_command(actions, "list", list_sessions, N_("list sessions, newest first"))
    listing.add_argument("--limit", type=int, default=50, metavar="N")
    show = add_command(actions, "show", show_session, N_("show one session"))
    show.add_argument("id")


def log_session(shell: Shell, arguments: argparse.Namespace) -> int:
    """Log, and print the new id."""
    from datetime import datetime

    from talented_desk.clock import utc_text
    from talented_desk.services.sessions import Commitment, LogSupportSession

    with shell.application() as desk:
        at = desk.clock.now()
        if arguments.at:
            try:
                at = datetime.fromisoformat(arguments.at).astimezone()
            except ValueError:
                from talented_desk.domain.support import NotAMoment

                raise NotAMoment(value=arguments.at) from None

        def commitments(pairs: list[list[str]]) -> tuple[Commitment, ...]:
            return tuple(Commitment(subject, day or None) for subject, day in pairs)

        session_id = desk.sessions.log(
            LogSupportSession(
                {
                    "happened_at": utc_text(at),
                    "channel": arguments.channel,
                    "minutes_direct": arguments.direct,
                    "minutes_preparation": arguments.preparation,
                    "minutes_travel": arguments.travel,
                    "minutes_follow_up": arguments.follow_up,
                    "subject": arguments.subject,
                    "narrative": arguments.notes,
                },
                tuple(arguments.employer),
                topics=tuple(arguments.topic),
                barriers=tuple(arguments.barrier),
                we_promise=commitments(arguments.we_promise),
                they_promise=commitments(arguments.they_promise),
                follow_ups=commitments(arguments.follow_up_task),
            )
        )
    shell.write(session_id)
    return 0


def quick_session(shell: Shell, arguments: argparse.Namespace) -> int:
    """Show what a line says; log it only when asked, and never with a name that is not sure."""
    from talented_desk.cli.quick_draft import QuickLineUnclear, command_of, describe, missing_words

    with shell.application() as desk:
        present = (arguments.employer,) if arguments.employer else ()
        text = " ".join(arguments.line)
        draft = desk.quick_lines.read(text, present=present)
        meant = {n.key: one.id for n in draft.asked() for one in n.offered if one.id == arguments.employer}
        if meant:
            draft = desk.quick_lines.read(text, chosen=meant, present=present)
        if not shell.as_json:
            for read in describe(draft, shell.t, desk.clock.now().date()):
                shell.write(read)
        if not arguments.log:
            if shell.as_json:
                shell.data({"read": draft.values(desk.clock.now().date().isoformat()), **_left_open(draft)})
            return 0
        asked = [name for name in draft.unclear if name != "employers" or not present or draft.asked()]
        if asked:
            raise QuickLineUnclear(missing=missing_words(asked, shell.t))
        session_id = desk.sessions.log(command_of(draft, desk.clock.now(), present))
        if shell.as_json:
            shell.data({"id": session_id})
        else:
            shell.say("Logged: {id}", id=session_id)
    return 0


def _left_open(draft: QuickDraft) -> dict[str, object]:
    return {
        "unread": list(draft.unread),
        "unclear": list(draft.unclear),
        "asked": [{"words": named.words, "offered": [asdict(one) for one in named.offered]} for named in draft.asked()],
    }


def list_sessions(shell: Shell, arguments: argparse.Namespace) -> int:
    """One session a line."""
    from talented_desk.clock import from_utc_text

    with shell.application() as desk:
        rows = desk.sessions.recent(arguments.limit)
        total = desk.sessions.count()
    if shell.as_json:
        shell.data([asdict(row) for row in rows])
        return 0
    for row in rows:
        when = from_utc_text(row.happened_at).astimezone()
        what = row.subject or row.narrative.partition("\n")[0][:60]
        shell.write(f"{when:%Y-%m-%d %H:%M}  {row.minutes:4} min  {row.channel:8}  {row.employers}  {what}")
    shell.say("{shown} of {total}", shown=len(rows), total=total)
    return 0


def show_session(shell: Shell, arguments: argparse.Namespace) -> int:
    """One session whole."""
    with shell.application() as desk:
        record = desk.sessions.get(arguments.id)
    if shell.as_json:
        shell.data(asdict(record))
        return 0
    for name, value in record.values.items():
        if value not in ("", None):
            shell.write(f"{name}: {value}")
    for employer_id, name in record.employers:
        shell.write(f"- {name}: {record.credited[employer_id]} min")
    return 0
