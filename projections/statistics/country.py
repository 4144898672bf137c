"""Figures of the whole country, safe to publish: counted with the owner's rights, protected before they leave.

A figure is moved by a small draw that is always the same for the same cases, then rounded to a multiple of five; below
five it is not told at all, nor that it is more than none. So no sum or difference of figures tells a small count.
"""

from typing import Final

THRESHOLD: Final = 5
"""The least count that is told, and the unit of rounding."""
DIMENSIONS: Final = (
    "office",
    "category",
    "finding",
    "decision_month",
    "decision_year",
    "registration_month",
    "registration_year",
    "respondent",
    "respondent_type",
    "status",
    "series",
)
"""Columns of the facts that figures are told by."""
MOST_DIMENSIONS: Final = 4
"""How many of them one question may combine, by groups and conditions together."""

_PUBLISHED = f"""
    select case when moved.figure >= {THRESHOLD} and $1 >= {THRESHOLD} then moved.figure end
    from (select hashtextextended($2::text, 1) as bits) as draw
    cross join lateral (
        select floor(ln(1 - ((draw.bits >> 1) & 4503599627370495) / 4503599627370496.0::float8) / ln(0.5))::bigint
            * (case when draw.bits & 1 = 1 then 1 else -1 end) as step
    ) as noise
    cross join lateral (
        select {THRESHOLD} * round(($1 + noise.step) / {THRESHOLD}.0)::bigint as figure
    ) as moved
"""
"""$1 a count, $2 what stands for the set of things counted. Steps have no bound: one in two is 0, one in four 1, …"""

_COUNTRY = f"""
declare
    dimensions constant text[] := '{{{",".join(DIMENSIONS)}}}';
    asked constant text[] := $1 || array(select jsonb_object_keys($2));
    named constant text := (select coalesce(string_agg(format(', %I', n), ''), '') from unnest($1) as n);
    texts constant text := (select coalesce(string_agg(format('%I::text', n), ', '), '') from unnest($1) as n);
    groups constant text := case when named = '' then '() having false' else ltrim(named, ', ') end;
    condition text := 'wall is null and ' || case when $3 is null then 'known_until is null'
        else format('known_from <= %1$L and (known_until is null or known_until > %1$L)', $3) end
        || coalesce((select string_agg(format(' and %I = %L', c.key, c.value), '') from jsonb_each_text($2) as c), '');
begin
    if not asked <@ dimensions or cardinality(asked) > {MOST_DIMENSIONS} then
        raise invalid_parameter_value using message = 'not a question about the country';
    end if;
    return query execute format($question$
        with known as (
            select complaint, count(*) filter (where head <> '') as heads %1$s
            from views.complaint_fact where %2$s group by complaint %1$s
        ), drawn as (
            select *, hashtextextended(complaint, 0) as draw from known
        ), whole as (
            select draw, sum(heads)::bigint as heads from drawn group by draw
        ), counted as (
            select array[%3$s]::text[] as cell, count(*) as complaints, sum(heads)::bigint as heads,
                sum(draw) as these, sum(hashint8extended(draw, heads)) as of_these
            from drawn group by %4$s
            union all
            select null, count(*), sum(heads)::bigint, sum(draw), sum(hashint8extended(draw, heads)) from whole
        ), told as (
            select cell, access.published(complaints, these) as complaints, access.published(heads, of_these) as heads
            from counted
        )
        select cell, complaints, case when complaints + heads is not null then greatest(heads, complaints) end
        from told where cell is null or complaints is not null
        order by cell is null desc, complaints desc, cell limit %5$s + 1
    $question$, named, condition, texts, groups, $4);
end
"""

COUNTRY: Final = {
    "published(bigint, numeric) returns bigint": ("sql immutable parallel safe", _PUBLISHED),
    "country(text[], jsonb, date, integer) returns table (cell text[], complaints bigint, heads bigint)": (
        "plpgsql stable",
        _COUNTRY,
    ),
}
"""Functions of schema `access`, by name and kind. The first line of an answer is the whole, its cell null."""
