-- register.append(): the only way into the register.
--
-- One call is one transaction's worth of commands with their events, in one round trip:
--
--   1  take the turn: an advisory lock until commit, so that positions become visible in their own order and
--      a reader who tails the table never passes over an event that is still being written;
--   2  a command id that is known already is answered with its first outcome ('replayed'), or with 'reused' when
--      the fingerprint shows another body; nothing is written;
--   3  every guarded stream must stand exactly at its guarded version: the streams that the decision read and
--      those that it writes. Otherwise 'conflict', one row per stream at fault with its version now;
--   4  events continue their streams from the guarded version and the register from its head: both dense by
--      construction, the primary key and the unique index stand behind. The time never runs backwards;
--   5  the commands are remembered, listeners on channel `register_events` hear the new head.
--
-- Arguments: one array element per command (its id, fingerprint, own stream, number of events), per guard (stream,
-- version) and per event (index of its stream among the guards, from 1; name; state), events in the order of their
-- commands. At most 1,000 events a call: larger messages can block both ends of a connection.
--
-- Answer: one row 'written' with the first and last position; or rows 'replayed' / 'reused' per known command;
-- or rows 'conflict'. Malformed arguments are a programming error and raise.

create function register.take_turn() returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    select pg_advisory_xact_lock(x'72656769'::int, x'73746572'::int)  -- "regi", "ster"
$$;

create function register.append(
    command_ids     uuid[],
    fingerprints    bytea[],
    command_streams text[],
    command_events  integer[],
    guard_streams   text[],
    guard_versions  bigint[],
    event_guards    integer[],
    topics          text[],
    states          bytea[]
) returns table (
    status         text,
    command_id     uuid,
    first_position bigint,
    last_position  bigint,
    recorded_at    timestamptz,
    stream         text,
    version        bigint
)
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off  -- a plan made while the tables are small must not outlive that
    set jit = off             -- the penalty for a scan makes statements look dear enough to compile
as $$
#variable_conflict use_column
declare
    events   constant integer := cardinality(states);
    commands constant integer := cardinality(command_ids);
    head     bigint;
    stamp    timestamptz;
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'append needs READ COMMITTED: an older snapshot does not show what the turn before wrote'
            using errcode = 'invalid_transaction_state';
    end if;
    if events not between 1 and 1000 then
        raise exception 'append takes 1 to 1000 events a call, not %', events
            using errcode = 'data_exception';
    end if;
    if commands = 0
        or cardinality(fingerprints) <> commands
        or cardinality(command_streams) <> commands
        or cardinality(command_events) <> commands
        or cardinality(guard_versions) <> cardinality(guard_streams)
        or cardinality(event_guards) <> events
        or cardinality(topics) <> events
        or (select sum(c.n) from unnest(command_events) as c (n)) <> events
        or exists (select from unnest(command_events) as c (n) where n < 1)
        or exists (select from unnest(event_guards) as e (n) where n not between 1 and cardinality(guard_streams))
        or (select count(distinct g.stream) from unnest(guard_streams) as g (stream)) <> cardinality(guard_streams)
    then
        raise exception 'append was called with arrays that do not belong together'
            using errcode = 'data_exception';
    end if;

    perform register.take_turn();

    return query
        select case when known.fingerprint = given.fingerprint then 'replayed' else 'reused' end,
               known.command_id, known.first_position, known.last_position, known.recorded_at, known.stream::text,
               null::bigint
          from unnest(command_ids, fingerprints) as given (command_id, fingerprint)
          join register.commands as known on known.command_id = given.command_id;
    if found then
        return;
    end if;

    return query
        select 'conflict', null::uuid, null::bigint, null::bigint, null::timestamptz, guard.stream,
               coalesce(now.version, 0)
          from unnest(guard_streams, guard_versions) as guard (stream, version)
          left join lateral (
              select e.originator_version as version
                from register.events as e
               where e.originator_id = guard.stream
               order by e.originator_version desc
               limit 1
          ) as now on true
         where coalesce(now.version, 0) <> guard.version;
    if found then
        return;
    end if;

    select e.notification_id, greatest(clock_timestamp(), e.recorded_at)
      into head, stamp
      from register.events as e
     order by e.notification_id desc
     limit 1;
    head := coalesce(head, 0);
    stamp := coalesce(stamp, clock_timestamp());

    insert into register.events (originator_id, originator_version, topic, state, notification_id, recorded_at)
    select guard_streams[event.guard],
           guard_versions[event.guard] + row_number() over (partition by event.guard order by event.place),
           event.topic, event.state, head + event.place, stamp
      from unnest(event_guards, topics, states) with ordinality as event (guard, topic, state, place)
     order by event.place;

    insert into register.commands (command_id, fingerprint, stream, first_position, last_position, recorded_at)
    select command.id, command.fingerprint, command.stream,
           head + 1 + sum(command.n) over (order by command.place) - command.n,
           head + sum(command.n) over (order by command.place), stamp
      from unnest(command_ids, fingerprints, command_streams, command_events)
           with ordinality as command (id, fingerprint, stream, n, place);

    perform pg_notify('register_events', (head + events)::text);

    return query
        select 'written', null::uuid, head + 1, head + events, stamp, null::text, null::bigint;
end
$$;

revoke all on function register.take_turn() from public;
revoke all on function register.append(uuid[], bytea[], text[], integer[], text[], bigint[], integer[], text[], bytea[])
    from public;
grant execute on function register.take_turn() to register_appender;
grant execute on function register.append(uuid[], bytea[], text[], integer[], text[], bigint[], integer[], text[], bytea[])
    to register_appender;
