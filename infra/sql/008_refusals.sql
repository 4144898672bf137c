-- journal.refuse(): which commands were refused to whom, when, in which capacities, by which rule.
--
-- A refused command writes no event, so it is no part of the register; it is a fact for those who oversee it. One row is
-- one refusal as it was answered: what its actor does not see is refused here, too, as if it did not exist. No field of
-- the command is kept but the record that it names, and no word of its contents.
--
--   journal.refusal  only grows, as journal.reading does. Who may read it stands with the views that show it.
--
-- Argument of journal.refuse(): a JSON array of {official, command, kind, record, code, paragraph, trace}. The capacities
-- are looked up here, as they are in force at this moment.

create table journal.refusal (
    position   bigint      generated always as identity primary key,
    refused_at timestamptz not null,
    official   text        not null,
    capacities text[]      not null,
    command    text        not null,
    kind       text        not null,
    record     text,
    code       text        not null,
    paragraph  text        not null,
    trace      text
);
create index refusal_by_official_position on journal.refusal (official, position);
create index refusal_by_record_position on journal.refusal (record, position);
create index refusal_by_refused_at_position on journal.refusal (refused_at, position);

comment on table journal.refusal is 'Commands that the rules refused. Never changes.';
comment on column journal.refusal.position is 'Place in the journal; grows, with holes where a note was given up';
comment on column journal.refusal.refused_at is 'When the refusal was noted, just before its answer left';
comment on column journal.refusal.official is 'Whose command it was';
comment on column journal.refusal.capacities is 'Capacities that the official held at that moment';
comment on column journal.refusal.command is 'Name of the command';
comment on column journal.refusal.kind is 'Kind of the record that the command is about';
comment on column journal.refusal.record is 'The record that the command names; null when it would have opened one';
comment on column journal.refusal.code is 'Why, as it was answered';
comment on column journal.refusal.paragraph is 'Paragraph of the rule';
comment on column journal.refusal.trace is 'Id of the trace of the operation';

create trigger only_grows before update or delete or truncate on journal.refusal
    for each statement execute function journal.refuse_change();
alter table journal.refusal enable always trigger only_grows;

alter table journal.refusal enable row level security;
alter table journal.refusal force row level security;
create policy noting on journal.refusal for insert to register_owner with check (true);

-- Who counts reads for the person concerned looks at them with the owner's rights.
create policy recounting on journal.reading for select to register_owner using (true);

create function journal.refuse(entries jsonb) returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment constant timestamptz := clock_timestamp();
    today  constant date := (moment at time zone 'Asia/Almaty')::date;
begin
    insert into journal.refusal (refused_at, official, capacities, command, kind, record, code, paragraph, trace)
    select moment, e.official, held.capacities, e.command, e.kind, e.record, e.code, e.paragraph, e.trace
      from jsonb_array_elements(entries) with ordinality as given (entry, place)
     cross join lateral jsonb_to_record(given.entry) as e (
               official text, command text, kind text, record text, code text, paragraph text, trace text
           )
     cross join lateral (
               select coalesce(array_agg(distinct s.capacity order by s.capacity), '{}') as capacities
                 from views.scope as s
                where s.official = e.official and (s.until is null or s.until >= today)
           ) as held
     order by given.place;
end
$$;

revoke all on function journal.refuse(jsonb) from public;
grant execute on function journal.refuse(jsonb) to register_appender;

-- register.restore_refusals(): the journal of refused commands comes back with its places and times, as that of reads does.
--
-- What is there already is left. As with the other functions of a restoration, no role but the owner may execute it.

create policy archiving on journal.refusal for select to register_owner using (true);

create function register.restore_refusals(entries jsonb) returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    insert into journal.refusal
           (position, refused_at, official, capacities, command, kind, record, code, paragraph, trace)
    overriding system value
    select e.position, e.refused_at, e.official, e.capacities, e.command, e.kind, e.record, e.code, e.paragraph, e.trace
      from jsonb_to_recordset(entries) as e (
               position bigint, refused_at timestamptz, official text, capacities text[], command text, kind text,
               record text, code text, paragraph text, trace text
           )
        on conflict do nothing;

    perform setval(pg_get_serial_sequence('journal.refusal', 'position'), max(r.position))
       from journal.refusal as r
     having max(r.position) is not null;
end
$$;

revoke all on function register.restore_refusals(jsonb) from public;
