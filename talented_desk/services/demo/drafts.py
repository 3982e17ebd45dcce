"""What is half-typed when the demo opens."""

from __future__ import annotations

from talented_desk.services.demo.stage import Host, Stage


def keep_drafts(stage: Stage, hosts: list[Host]) -> None:
    """Two support sessions that were begun and left."""
    english = next(host for host in hosts if host.language == "en")
    french = next(host for host in hosts if host.language == "fr")
    for host, minutes, words in (
        (french, "15", "Veut savoir si le stage peut commencer deux semaines plus tard. "),
        (english, "10", "Asked whether a student could start two weeks later. "),
    ):
        stage.desk.drafts.keep(
            "support_session",
            {
                "employers": [[host.id, host.name]],
                "contacts": [[host.people[0].id, f"{host.people[0].given} {host.people[0].family}"]],
                "channel": "phone",
                "language": host.language,
                "day": stage.today.isoformat(),
                "time": "08:50",
                "narrative": words,
                "minutes_direct": minutes,
            },
            subject_id=host.id,
        )
