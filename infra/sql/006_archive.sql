-- register.restore…(): the way of an archive into a fresh register, and the rights that an export needs.
--
-- A restoration writes what is given, byte for byte, at the positions and times that are given; what an append would
-- number and stamp by itself is checked here instead:
--
--   register.restore_events    positions go on from the head without holes; versions go on in each stream; time never
--                              runs backwards. At most 10,000 events a call.
--   register.restore_commands  the commands that brought them about, so that one sent again returns its first outcome.
--   register.restore_readings  the journal of reads with its places and times; what is there already is left.
--
-- No role but the owner may execute them: `ombudsman restore` acts as the owner, as a migration does. The caller takes the
-- turn (register.take_turn()) first, so that nothing is appended meanwhile, and commits only when all of the archive
-- was found to be whole.

create function register.restore_events(
    after    bigint,
    streams  text[],
    versions bigint[],
    topics   text[],
    states   bytea[],
    times    timestamptz[]
) returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
    set jit = off
as $$
declare
    events constant integer := cardinality(states);
    head   bigint;
    stamp  timestamptz;
    fault  bigint;
begin
    if events not between 1 and 10000
        or cardinality(streams) <> events or cardinality(versions) <> events
        or cardinality(topics) <> events or cardinality(times) <> events
    then
        raise exception 'restore_events takes 1 to 10000 events in arrays that belong together'
            using errcode = 'data_exception';
    end if;

    select e.notification_id, e.recorded_at
      into head, stamp
      from register.events as e
     order by e.notification_id desc
     limit 1;
    if coalesce(head, 0) <> after then
        raise exception 'the register stands at position %, not at %', coalesce(head, 0), after
            using errcode = 'object_not_in_prerequisite_state';
    end if;

    with given as (
        select after + e.place as position, e.stream, e.version, e.at,
               row_number() over (partition by e.stream order by e.place) as nth,
               min(e.version) over (partition by e.stream) as earliest,
               lag(e.at, 1, coalesce(stamp, e.at)) over (order by e.place) as earlier
          from unnest(streams, versions, times) with ordinality as e (stream, version, at, place)
    )
    select min(given.position)
      into fault
      from given
      left join lateral (
          select k.originator_version as version
            from register.events as k
           where given.earliest > 1 and k.originator_id = given.stream
           order by k.originator_version desc
           limit 1
      ) as known on given.nth = 1
     where given.version <> given.earliest + given.nth - 1
        or given.nth = 1 and given.earliest > 1 and coalesce(known.version, 0) <> given.earliest - 1
        or given.earliest < 1
        or given.at < given.earlier;
    if fault is not null then
        raise exception 'position % does not continue its stream, or is recorded before the position before', fault
            using errcode = 'data_exception';
    end if;

    insert into register.events (originator_id, originator_version, topic, state, notification_id, recorded_at)
    select e.stream, e.version, e.topic, e.state, after + e.place, e.at
      from unnest(streams, versions, topics, states, times)
           with ordinality as e (stream, version, topic, state, at, place)
     order by e.place;
end
$$;

create function register.restore_commands(
    command_ids  uuid[],
    fingerprints bytea[],
    streams      text[],
    firsts       bigint[],
    lasts        bigint[],
    times        timestamptz[]
) returns void
    language sql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
    insert into register.commands (command_id, fingerprint, stream, first_position, last_position, recorded_at)
    select c.command_id, c.fingerprint, c.stream, c.first, c.last, c.at
      from unnest(command_ids, fingerprints, streams, firsts, lasts, times)
           as c (command_id, fingerprint, stream, first, last, at);
$$;

-- The owner reads the journal for an export and to find what is there already; nobody works as the owner otherwise.
create policy archiving on journal.reading for select to register_owner using (true);

create function register.restore_readings(entries jsonb) returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    with given as (
        select e.*
          from jsonb_to_recordset(entries) as e (
                   position bigint, read_at timestamptz, official text, capacities text[], reason text, operation text,
                   channel text, kind text, record text, parts text[]
               )
    ), added as (
        insert into journal.reading
               (position, read_at, official, capacities, reason, operation, channel, kind, record, parts)
        overriding system value
        select g.position, g.read_at, g.official, g.capacities, g.reason, g.operation, g.channel, g.kind, g.record, g.parts
          from given as g
            on conflict do nothing
        returning kind, record
    )
    insert into journal.times as known (record, kind, times)
    select a.record, min(a.kind), count(*)
      from added as a
     group by a.record
     order by a.record
        on conflict (record) do update set times = known.times + excluded.times;

    perform setval(pg_get_serial_sequence('journal.reading', 'position'), max(r.position))
       from journal.reading as r
     having max(r.position) is not null;
end
$$;

revoke all on function register.restore_events(bigint, text[], bigint[], text[], bytea[], timestamptz[]) from public;
revoke all on function register.restore_commands(uuid[], bytea[], text[], bigint[], bigint[], timestamptz[]) from public;
revoke all on function register.restore_readings(jsonb) from public;
