"""docs/dpia.md, made from the rows of the impact assessment and of the Children's code, with blanks to fill in."""

from pathlib import Path

from data_protection.documents import RISKS, STANDARDS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "dpia.md"
TOP = """# Data-protection impact assessment

For the people responsible (the controller) to complete, correct and sign. What the program does is written here; what
only you know is marked **TO FILL IN**. Made by `python manage.py write_data_map` from `data_protection/documents.py`;
a test checks that each test named here exists. An admin reads the same under Setup, Data protection.

## To fill in

- **TO FILL IN**: controller, name and job title of who completed this, and the date.
- **TO FILL IN**: the data protection officer’s advice, and whether it was followed. If not: why.
- **TO FILL IN**: whom you asked (staff, families, children, people with lived experience), and what they said.
- **TO FILL IN**: lawful basis, and the law that gives you the task. For health data in comments: the condition.
- **TO FILL IN**: who hosts the site, where, and the contract with them; how long backups are kept.
- **TO FILL IN**: whether the risks that are left are acceptable, by whom, and the day on which you look again.

## What is done

Services look at their own practice in self-assessments. Staff, families and children answer short surveys, anonymously.
A partnership sees figures together, after two people have released them. [The data map](data-map.md) says what each
table holds, about whom, why, who sees it and for how long. [What is promised](safety.md): how answers are kept safe.

Those concerned: staff of the partners (who may have an account), children, young people, parents and carers (who never
have one), and people whom others name, such as champions and leaders who make a pledge. Many have been hurt, and some
are children: they are in a weaker position than those who ask.

## Why it is needed, and no more than needed

A partnership cannot become trauma-informed without hearing from those whom it serves. Fewer data would not do: without
the service, no one knows where to help; without a place for words, no one hears what was not asked. More was left out
on purpose: no names, no birth dates, no network addresses, no times, no figures of small teams, no filters.
Taking part is by choice, every question can be skipped, and nothing depends on it.

"""


def as_document() -> str:
    """The whole page."""
    parts = [TOP, "## Risks, and what is done about them\n"]
    for row in RISKS:
        tests = "\n".join(f"- `{test}`" for test in row.tests)
        parts.append(
            f"\n### {row.risk}\n\n{row.measure} What is left: {row.left} "
            f"**TO FILL IN**: how likely and how severe.\n\n{tests}\n"
        )
    parts.append("\n## The Children’s code: 15 standards\n\nIn our words.\n\n")
    parts.append("| | standard | what is done | test |\n| --- | --- | --- | --- |\n")
    for each in STANDARDS:
        tests = "<br>".join(f"`{test.rpartition('::')[2]}`" for test in each.tests) or "none: for people to check"
        parts.append(f"| {each.number} | {each.title} | {each.done} | {tests} |\n")
    return "".join(parts)
