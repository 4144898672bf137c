"""What is searched, as tables that nobody reads: words only. Who may find a record is decided on the record's own rows.

Words stand once as they are, once as PostgreSQL's Russian dictionary takes them, which covers English too, and once as
Kazakh stems. Numbers weigh most, then what heads a record, then its texts.
"""

from projections.rows import Row, Visibility

_HEAD = (
    "setweight(to_tsvector('pg_catalog.russian', head) || to_tsvector('pg_catalog.simple', head || ' ' || stems), 'B')"
)
_TEXT = (
    "setweight(to_tsvector('pg_catalog.russian', text) || "
    "to_tsvector('pg_catalog.simple', text || ' ' || text_stems), 'C')"
)


class SearchRecordRow(
    Row,
    table="search_record",
    key=("record",),
    visible=Visibility.NOBODY,
    words=f"numbers::tsvector || {_HEAD}",
    alike="head",
):
    """The words by which a matter is found by whoever sees where it stands.

    record: the matter
    numbers: its numbers and their ends
    head: who it is about, its heads, its title
    stems: Kazakh stems of these words
    """

    record: str
    numbers: str = ""
    head: str = ""
    stems: str = ""


class SearchContentRow(
    Row,
    table="search_content",
    key=("record",),
    visible=Visibility.NOBODY,
    words=f"numbers::tsvector || {_HEAD} || {_TEXT}",
):
    """The words by which a matter is found by whoever sees its contents: its texts, and all that heads it.

    record: the matter
    numbers: its numbers and their ends
    head: who it is about, its heads, its title
    stems: Kazakh stems of these words
    text: its texts
    text_stems: Kazakh stems of their words
    """

    record: str
    numbers: str = ""
    head: str = ""
    stems: str = ""
    text: str = ""
    text_stems: str = ""


class SearchPersonRow(
    Row, table="search_person", key=("person",), visible=Visibility.NOBODY, words=_HEAD, alike="head"
):
    """The words by which a person is found, and the matters that name the person, by whoever sees such a matter.

    person: the person
    head: the name
    stems: Kazakh stems of its words
    """

    person: str
    head: str
    stems: str
