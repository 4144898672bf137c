"""Search in the database: the index is asked first, with the owner's rights, and then whether the viewer may see it.

Under row-level security alone PostgreSQL would compare the words of every row that the viewer may see, for `@@` may not
run before a policy. What may be found is the condition of the record's own policy, taken from `projections.visibility`.
"""

from collections.abc import Callable

from projections.rows import Row
from projections.search.rows import SearchContentRow, SearchPersonRow, SearchRecordRow
from projections.search.sources import MATTERS, Matter
from projections.sql import literal, quoted
from projections.visibility import OWNER, READER, condition

LIVE = "views"
_WEIGHTS = "'{0.1, 0.2, 0.4, 1.0}'"
"""Of other words, texts, what heads a record, and numbers."""
_RANK = "ts_rank_cd({weights}, {words}, asked, 1 | 32)"
"""Closeness of the words that are looked for, against the length of the document; between 0 and 1."""
ALIKE = 0.4
"""How much of a question's letters a word must share to be alike, from 0 to 1."""

BY_FACTS, BY_TEXTS, BY_NAME = 0, 1, 2
"""By what a record was found: by what whoever sees it may know, by its texts, by the name of a person in it."""

_QUERY = """
declare
    term jsonb;
    part tsquery;
    other tsquery;
    whole tsquery;
begin
    for term in select value from jsonb_array_elements(terms) loop
        part := phraseto_tsquery('russian', term ->> 'words');
        continue when numnode(part) = 0 and term ->> 'number' is null;
        foreach other in array array[
            coalesce((term ->> 'begun')::tsquery, phraseto_tsquery('simple', term ->> 'words')),
            phraseto_tsquery('simple', term ->> 'stem'),
            (term ->> 'number')::tsquery
        ] loop
            part := case when other is null or other::text = part::text then part else part || other end;
        end loop;
        part := case when (term ->> 'excluded')::boolean then !! part else part end;
        whole := case when whole is null then part else whole && part end;
    end loop;
    return whole;
end
"""
"""A word that says nothing in Russian or English (an article, a preposition) is not looked for."""

_SEARCH = """
#variable_conflict use_column
declare
    asked tsquery := access.search_query(terms);
begin
    return query
    select hit.record, max(hit.rank)::real, min(hit.way)
    from ({hits}) as hit
    where kinds is null or split_part(hit.record, '-', 1) = any(kinds)
    group by hit.record
    having after_record is null or max(hit.rank)::real < after_rank
        or (max(hit.rank)::real = after_rank and hit.record > after_record)
    order by 2 desc, 1
    limit most;
end
"""

_ALIKE = """
declare
    home text := (
        select quote_ident(nspname) from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
        where extname = 'pg_trgm'
    );
begin
    if home is null then
        return;
    end if;
    perform set_config('pg_trgm.word_similarity_threshold', '{threshold}', true);
    return query execute replace($statement$
        select hit.record, max(hit.rank)::real, min(hit.way)
        from ({hits}) as hit
        where $2 is null or split_part(hit.record, '-', 1) = any($2)
        group by hit.record
        having $5 is null or max(hit.rank)::real < $4 or (max(hit.rank)::real = $4 and hit.record > $5)
        order by 2 desc, 1
        limit $3
    $statement$, 'trgm.', home || '.') using words, kinds, most, after_rank, after_record;
end
"""

_FOUND = "table(record text, rank real, way integer)"
_PAGE = "kinds text[], most integer, after_rank real, after_record text"
_TAKES = "text[], integer, real, text"


def _seen(row: type[Row]) -> str:
    return f"({condition(LIVE, row)})"


def _of(row: type[Row], record: str) -> str:
    """The rows of a record."""
    return f"from {LIVE}.{row.TABLE.name} where {row.TABLE.name}.{quoted(row.TABLE.key[0])} = {record}"


def _by_kind(record: str, seen: Callable[[Matter], str]) -> str:
    """Whether the viewer may see a record, by its kind; a sub-select, so that only its own rows are looked at."""
    kinds = " ".join(f"when {literal(kind)} then (select {seen(matter)})" for kind, matter in MATTERS.items())
    return f"case split_part({record}, '-', 1) {kinds} end"


def _by_facts(rank: str, meets: str) -> str:
    record = f"{SearchRecordRow.TABLE.name}.record"
    seen = _by_kind(record, lambda matter: f"{_seen(matter.main)} {_of(matter.main, record)}")
    return (
        f"select {record}, {rank} as rank, {BY_FACTS} as way from {LIVE}.{SearchRecordRow.TABLE.name} "
        f"where {meets} and {seen}"
    )


def _by_texts(rank: str, meets: str) -> str:
    """Found by all texts of a matter together, so all of them must be open to the viewer."""
    record = f"{SearchContentRow.TABLE.name}.record"

    def seen(matter: Matter) -> str:
        return f"bool_and({_seen(matter.texts.row)} is true) {_of(matter.texts.row, record)}"

    return (
        f"select {record}, {rank} as rank, {BY_TEXTS} as way from {LIVE}.{SearchContentRow.TABLE.name} "
        f"where {meets} and {_by_kind(record, seen)}"
    )


def _by_name(matter: Matter, rank: str, meets: str) -> str:
    """The person and the matter, through a party that the viewer sees."""
    search, party = SearchPersonRow.TABLE.name, matter.parties.TABLE
    return (
        f"select found.record, {rank} as rank, {BY_NAME} as way from {LIVE}.{search} "
        f"join {LIVE}.{party.name} on {party.name}.person = {search}.person "
        f"cross join lateral (values ({party.name}.{quoted(party.key[0])}), ({party.name}.person)) as found (record) "
        f"where {meets} and {_seen(matter.parties)}"
    )


def hits() -> str:
    """Everything that the viewer may see and that meets `asked`, once for each way in which it was found."""

    def rank(row: type[Row]) -> str:
        return _RANK.format(weights=_WEIGHTS, words=f"{row.TABLE.name}.words")

    def meets(row: type[Row]) -> str:
        return f"{row.TABLE.name}.words @@ asked"

    return _all(
        _by_facts(rank(SearchRecordRow), meets(SearchRecordRow)),
        _by_texts(rank(SearchContentRow), meets(SearchContentRow)),
        *(_by_name(matter, rank(SearchPersonRow), meets(SearchPersonRow)) for matter in MATTERS.values()),
    )


def _all(*parts: str) -> str:
    return "\n        union all ".join(parts)


def _alike() -> str:
    def rank(row: type[Row]) -> str:
        return f"trgm.word_similarity($1, {row.TABLE.name}.{row.TABLE.alike})"

    def meets(row: type[Row]) -> str:
        return f"$1 operator(trgm.<%) {row.TABLE.name}.{row.TABLE.alike}"

    return _all(
        _by_facts(rank(SearchRecordRow), meets(SearchRecordRow)),
        *(_by_name(matter, rank(SearchPersonRow), meets(SearchPersonRow)) for matter in MATTERS.values()),
    )


_FUNCTIONS = {
    "search_query(terms jsonb)": ("tsquery", "immutable", _QUERY),
    f"search(terms jsonb, {_PAGE})": (_FOUND, "stable security definer", _SEARCH.format(hits=hits())),
    f"search_alike(words text, {_PAGE})": (
        _FOUND,
        "volatile security definer",
        _ALIKE.format(hits=_alike(), threshold=ALIKE),
    ),
}


def functions() -> list[str]:
    """`access.search` and, where the database has pg_trgm, what finds words that are merely alike."""
    statements: list[str] = []
    for head, (result, how, body) in _FUNCTIONS.items():
        name, _, takes = head.partition("(")
        given = "(jsonb)" if "," not in takes else f"({'jsonb' if takes.startswith('terms') else 'text'}, {_TAKES})"
        statements += [
            f"create or replace function access.{head} returns {result} language plpgsql {how} "
            "set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan "
            f"set enable_seqscan = off set max_parallel_workers_per_gather = 0 set jit = off "
            f"set client_min_messages = warning as $body${body}$body$",
            f"revoke all on function access.{name}{given} from public",
            f"grant execute on function access.{name}{given} to {READER}",
        ]
    return statements


def policies(schema: str) -> list[str]:
    """The owner, with whose rights the functions look, sees the tables that they look at."""
    rows: list[type[Row]] = [SearchRecordRow, SearchContentRow, SearchPersonRow]
    for matter in MATTERS.values():
        rows += [matter.main, matter.texts.row, matter.parties]
    statements: list[str] = []
    for row in rows:
        name = f"{schema}.{row.TABLE.name}"
        statements.append(f"drop policy if exists searching on {name}")
        statements.append(f"create policy searching on {name} for select to {OWNER} using (true)")
    return statements


def alike_indexes(schema: str) -> list[str]:
    """Indexes of letters, where the database has pg_trgm; nothing elsewhere."""
    statements: list[str] = []
    for row in (SearchRecordRow, SearchPersonRow):
        index = f"create index if not exists {row.TABLE.name}_alike on {schema}.{row.TABLE.name} using gin"
        statements.append(f"""do $$
declare
    home text := (
        select nspname from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
        where extname = 'pg_trgm'
    );
begin
    if home is not null then
        execute format({literal(f"{index} ({row.TABLE.alike} %I.gin_trgm_ops)")}, home);
    end if;
end
$$""")
    return statements
