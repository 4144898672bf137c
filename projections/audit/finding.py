"""Finding acts by the words of their contents: the index is asked with the owner's rights, and then who may see them.

`access.trail_found` tells which acts have the words and may be open to the viewer; whoever asks joins `audit_content`,
whose own policy decides. Words are compared as they are; their stems in Kazakh, Russian, English find other forms.
"""

from projections.audit.rows import AuditContentRow
from projections.visibility import OWNER, READER, condition

LIVE = "views"
_NAME = AuditContentRow.TABLE.name
_WORDS = f"to_tsvector('pg_catalog.simple', {_NAME}.said)"
_SHORTEST = 3
"""Letters that a stem must have to stand for all words that begin with it."""

_QUERY = f"""
declare
    english constant regdictionary := 'english_stem';
    russian constant regdictionary := 'russian_stem';
    term jsonb;
    word text;
    stem text;
    part tsquery;
    whole tsquery;
begin
    for term in select value from jsonb_array_elements(terms) loop
        word := term ->> 'words';
        part := phraseto_tsquery('simple', word);
        continue when numnode(part) = 0;
        if strpos(word, ' ') = 0 then
            foreach stem in array array[
                term ->> 'stem',
                (ts_lexize(case when word ~ '^[a-z]+$' then english else russian end, word))[1]
            ] loop
                if length(stem) >= {_SHORTEST} then
                    part := part || (quote_literal(stem) || ':*')::tsquery;
                end if;
            end loop;
            part := case when term ->> 'begun' is null then part else part || (term ->> 'begun')::tsquery end;
        end if;
        part := case when (term ->> 'excluded')::boolean then !! part else part end;
        whole := case when whole is null then part else whole && part end;
    end loop;
    return whole;
end
"""
_FOUND = f"""
#variable_conflict use_column
declare
    asked tsquery := access.trail_query(terms);
begin
    return query
    select {_NAME}.stream, {_NAME}.version from {LIVE}.{_NAME}
    where {_WORDS} @@ asked and ({_NAME}.audience = 'person' or ({condition(LIVE, AuditContentRow)}));
end
"""
"""What is told of a person is open through the person's matters, which the policy of the table asks for itself."""

_FUNCTIONS = {
    "trail_query(terms jsonb) returns tsquery": ("stable", _QUERY),
    "trail_found(terms jsonb) returns table(stream text, version bigint)": (
        "stable security definer rows 20 "
        "set plan_cache_mode = force_custom_plan set enable_seqscan = off set jit = off",
        _FOUND,
    ),
}


def functions() -> list[str]:
    """`access.trail_found`, which the reader may call."""
    statements: list[str] = []
    for head, (how, body) in _FUNCTIONS.items():
        name = head.partition("(")[0]
        statements += [
            f"create or replace function access.{head} language plpgsql {how} "
            f"set search_path = pg_catalog, pg_temp as $body${body}$body$",
            f"revoke all on function access.{name}(jsonb) from public",
            f"grant execute on function access.{name}(jsonb) to {READER}",
        ]
    return statements


def policies(schema: str) -> list[str]:
    """The owner, with whose rights the function looks, sees the contents."""
    name = f"{schema}.{_NAME}"
    return [
        f"drop policy if exists finding on {name}",
        f"create policy finding on {name} for select to {OWNER} using (true)",
    ]


_SPARSE = ("about", "acting_for", "correlation", "trace")
"""Columns of the trail that few lines have."""


def indexes(schema: str) -> list[str]:
    """The index of words, and those of columns that are empty on most lines and so cost next to nothing."""
    words = "to_tsvector('pg_catalog.simple', said)"
    return [
        f"create index if not exists {_NAME}_by_said on {schema}.{_NAME} using gin ({words})",
        *(
            f"create index if not exists audit_by_{column} on {schema}.audit ({column}, position)"
            f" where {column} is not null"
            for column in _SPARSE
        ),
    ]
