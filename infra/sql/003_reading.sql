-- journal.note(): who read which personal record, when, in which capacities, why, through which operation.
--
-- The journal is no read model: it is not computed from events and no rebuild touches it. One row is one record that
-- one operation showed to one official. The row stands before the answer leaves: journal.note() is called with
-- everything that an answer discloses and the answer waits for its commit.
--
--   journal.reading  only grows: ENABLE ALWAYS triggers refuse UPDATE, DELETE and TRUNCATE to everybody, and no role
--                    but the owner of journal.note() holds INSERT. Who may read it stands with the views that show it.
--   journal.times    how often each record was read, kept by the same function in the same transaction.
--
-- Argument of journal.note(): a JSON array of {official, reason, operation, channel, kind, record, parts}. The
-- capacities are looked up here, as they are in force at this moment: nobody states his or her own.

create schema journal;
grant usage on schema journal to register_appender, register_reader;

create table journal.reading (
    position   bigint      generated always as identity primary key,
    read_at    timestamptz not null,
    official   text,
    capacities text[]      not null,
    reason     text,
    operation  text        not null,
    channel    text        not null check (channel in ('query', 'mutation', 'subscription', 'export')),
    kind       text        not null,
    record     text        not null,
    parts      text[]      not null check (cardinality(parts) > 0)
);
create index reading_by_official_position on journal.reading (official, position);
create index reading_by_record_position on journal.reading (record, position);
create index reading_by_kind_position on journal.reading (kind, position);
create index reading_by_read_at_position on journal.reading (read_at, position);

comment on table journal.reading is 'Reads of personal records, one row a record and operation. Never changes.';
comment on column journal.reading.position is 'Place in the journal; grows, with holes where a note was given up';
comment on column journal.reading.read_at is 'When the read was noted, just before its answer left';
comment on column journal.reading.official is 'Who read; null for the public';
comment on column journal.reading.capacities is 'Capacities that the reader held at that moment';
comment on column journal.reading.reason is 'The reason that the reader gave, if one was given';
comment on column journal.reading.operation is 'Name of the operation, or its root fields; never its variables';
comment on column journal.reading.channel is 'By which way the answer went';
comment on column journal.reading.kind is 'Kind of the record';
comment on column journal.reading.record is 'The record whose contents were shown';
comment on column journal.reading.parts is 'Tables of which rows were shown';

create table journal.times (
    record text   not null primary key,
    kind   text   not null,
    times  bigint not null check (times > 0)
);

comment on table journal.times is 'How often the contents of each record were read: the number of its rows in journal.reading.';
comment on column journal.times.record is 'The record';
comment on column journal.times.kind is 'Kind of the record';
comment on column journal.times.times is 'Number of reads';

create function journal.refuse_change() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'journal.% only grows: % is refused', tg_table_name, tg_op
        using errcode = 'insufficient_privilege',
              hint = 'That somebody read a record cannot be undone.';
end
$$;

create trigger only_grows before update or delete or truncate on journal.reading
    for each statement execute function journal.refuse_change();
alter table journal.reading enable always trigger only_grows;

create trigger only_grows before delete or truncate on journal.times
    for each statement execute function journal.refuse_change();
alter table journal.times enable always trigger only_grows;

alter table journal.reading enable row level security;
alter table journal.reading force row level security;
create policy noting on journal.reading for insert to register_owner with check (true);

alter table journal.times enable row level security;
alter table journal.times force row level security;
create policy counting on journal.times to register_owner using (true) with check (true);

create function journal.note(entries jsonb) returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    moment constant timestamptz := clock_timestamp();
    today  constant date := (moment at time zone 'Asia/Almaty')::date;
begin
    insert into journal.reading (read_at, official, capacities, reason, operation, channel, kind, record, parts)
    select moment, e.official, coalesce(held.capacities, '{}') || instructed.capacities,
           e.reason, e.operation, e.channel, e.kind, e.record, e.parts
      from jsonb_array_elements(entries) with ordinality as given (entry, place)
     cross join lateral jsonb_to_record(given.entry) as e (
               official text, reason text, operation text, channel text, kind text, record text, parts text[]
           )
      left join (
               select s.official, array_agg(distinct s.capacity order by s.capacity) as capacities
                 from views.scope as s
                where s.until is null or s.until >= today
                group by s.official
           ) as held on held.official = e.official
     cross join lateral (
               select case when exists (
                          select from views.instruction as i
                           where i.complaint = e.record and i.official = e.official
                             and i.withdrawn_on is null and (i.until is null or i.until >= today)
                          union all
                          select from views.petition_instruction as i
                           where i.petition = e.record and i.official = e.official
                             and i.withdrawn_on is null and (i.until is null or i.until >= today)
                      ) then array['representative_instructed'] else '{}'::text[] end as capacities
           ) as instructed
     order by given.place;

    insert into journal.times as known (record, kind, times)
    select e.record, min(e.kind), count(*)
      from jsonb_to_recordset(entries) as e (record text, kind text)
     group by e.record
     order by e.record
        on conflict (record) do update set times = known.times + excluded.times;
end
$$;

revoke all on function journal.note(jsonb) from public;
grant execute on function journal.note(jsonb) to register_appender;
