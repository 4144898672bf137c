-- register.append() numbers its events and commands by counting, no longer by sorting, and keeps keys without asking for
-- the turn that it has.
--
-- Two sorts and two windows took more memory than the C library keeps at hand: some sessions gave it back to the system
-- and fetched it anew with each append, under the turn. What is stored is the same as before.
--
--   keys.store  new keys, as keys.keep, for whoever has the turn: register.append() alone
--   keys.keep   takes the turn and stores a key outside an append

set local role register_keeper;

create function keys.store(ids text[], kek text, wrapped bytea[]) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    kept bigint;
begin
    insert into keys.key (id, owner, kek, wrapped)
    select new.id, split_part(new.id, '/', 1), store.kek, new.wrapped
      from unnest(ids, wrapped) as new (id, wrapped)
     where not exists (select from keys.destroyed as d where d.id = any (ids))
       and not exists (select from keys.retired as r where r.kek = store.kek)
        on conflict do nothing;
    get diagnostics kept = row_count;
    if kept < cardinality(ids) then
        if exists (select from keys.retired as r where r.kek = store.kek) then
            raise exception 'this key-encryption key is of no use any more' using errcode = 'KEY02';
        end if;
        raise exception 'a key was made or destroyed meanwhile' using errcode = 'KEY01';
    end if;
end
$$;

create or replace function keys.keep(ids text[], kek text, wrapped bytea[]) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform register.take_turn();
    perform keys.store(ids, kek, wrapped);
end
$$;

revoke all on function keys.store(text[], text, bytea[]) from public;
revoke execute on function keys.keep(text[], text, bytea[]) from register_owner;
grant execute on function keys.store(text[], text, bytea[]) to register_owner;

set local role register_owner;

create or replace function register.append(
    command_ids     uuid[],
    fingerprints    bytea[],
    command_streams text[],
    command_events  integer[],
    guard_streams   text[],
    guard_versions  bigint[],
    event_guards    integer[],
    topics          text[],
    states          bytea[],
    used_keys       text[]  default '{}',
    new_keys        text[]  default '{}',
    new_wrapped     bytea[] default '{}',
    new_kek         text    default null,
    erased          jsonb   default '[]'
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
    reached  bigint[] := guard_versions;  -- of each guarded stream
    versions bigint[] := '{}';            -- of each event
    ends     bigint[] := '{}';            -- last position of each command
    last     bigint;
    gone     record;
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
        or cardinality(new_wrapped) <> cardinality(new_keys)
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

    for place in 1 .. events loop
        reached[event_guards[place]] := reached[event_guards[place]] + 1;
        versions[place] := reached[event_guards[place]];
    end loop;
    insert into register.events (originator_id, originator_version, topic, state, notification_id, recorded_at)
    select guard_streams[event.guard], event.version, event.topic, event.state, head + event.place, stamp
      from unnest(event_guards, versions, topics, states)
           with ordinality as event (guard, version, topic, state, place);

    last := head;
    for place in 1 .. commands loop
        last := last + command_events[place];
        ends[place] := last;
    end loop;
    insert into register.commands (command_id, fingerprint, stream, first_position, last_position, recorded_at)
    select command.id, command.fingerprint, command.stream, command.upto - command.n + 1, command.upto, stamp
      from unnest(command_ids, fingerprints, command_streams, command_events, ends)
           as command (id, fingerprint, stream, n, upto);

    if used_keys <> '{}' then
        perform keys.stand(used_keys);
    end if;
    if new_keys <> '{}' then
        perform keys.store(new_keys, new_kek, new_wrapped);
    end if;
    if erased <> '[]' then
        for gone in select * from jsonb_to_recordset(erased) as e (person text, keys text[], streams text[])
        loop
            perform keys.destroy(gone.person, gone.keys, gone.streams);
        end loop;
    end if;

    perform pg_notify('register_events', (head + events)::text);

    return query
        select 'written', null::uuid, head + 1, head + events, stamp, null::text, null::bigint;
end
$$;
