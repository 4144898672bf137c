-- register.append() knows the keys under which personal values are sealed, and is sooner done.
--
-- It takes the place of register.append_sealed(), which called it between two looks at the keys. The steps of
-- 002_append.sql stay, with one more between the fourth and the fifth:
--
--   4a  every key that sealed something stands, new ones are nobody's yet and are kept, those of the erased are
--       destroyed. What does not hold raises KEY01, and then nothing was appended. What holds, holds until commit:
--       nobody else has the turn. A key-encryption key that was retired raises KEY02: looking again does not help
--       whoever has no other
--
-- Further arguments, left out where nothing is sealed: ids of the keys used that were there; ids of the new ones with
-- their wrappings and the key-encryption key of all of them; per person or official to be erased an object
-- {person, keys, streams}.
--
--   register.persons_of   looks for names byte by byte; finds what it found before, so the index over it stands
--   keys.stand            raises KEY01 unless all of some keys are there
--   keys.keep             new keys, in one statement. A key is called as its owner, after the first with /2, /3 …
--   keys.destroy          as before; nobody calls it but register.append()

create or replace function register.persons_of(state bytea) returns text[]
    language plpgsql immutable parallel safe
    set search_path = pg_catalog, pg_temp
as $$
declare
    named  text[] := '{}';
    mark   bytea;
    rest   bytea;
    place  integer;
    behind text;
begin
    foreach mark in array '{"\"person-", "\"person\":\"official-", "\"concerns\":\"official-"}'::bytea[] loop
        rest := state;
        loop
            place := position(mark in rest);
            exit when place = 0;
            rest := substr(rest, place + length(mark));
            behind := substring(encode(substr(rest, 1, 128), 'escape') from '^[0-9a-z-]+(?=")');
            if mark = '"person-' and behind ~ '^[0-9a-f-]{36}$' then
                named := named || ('person-' || behind);
            elsif mark <> '"person-' and behind is not null then
                named := named || ('official-' || behind);
            end if;
        end loop;
    end loop;
    return named;
end
$$;

drop function register.append_sealed(uuid[], bytea[], text[], integer[], text[], bigint[], integer[], text[], bytea[],
    text[], text[], text[], text[], bytea[], jsonb);
drop function register.append(uuid[], bytea[], text[], integer[], text[], bigint[], integer[], text[], bytea[]);

set local role register_keeper;

drop index keys.key_by_kek;  -- of no use: all but the last rewrapping have one and the same
alter table keys.key add constraint once_only check (id = owner or owner !~ '^(person|official)-');
drop function keys.stands(text[], text[], text[], text[], jsonb);
drop function keys.keep(text[], text[], text[], bytea[]);

create function keys.stand(ids text[]) returns void
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    if (select count(*) from keys.key as k where k.id = any (ids)) <> cardinality(ids) then
        raise exception 'a key was destroyed meanwhile' using errcode = 'KEY01';
    end if;
end
$$;

create function keys.keep(ids text[], kek text, wrapped bytea[]) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    kept bigint;
begin
    perform register.take_turn();
    insert into keys.key (id, owner, kek, wrapped)
    select new.id, split_part(new.id, '/', 1), keep.kek, new.wrapped
      from unnest(ids, wrapped) as new (id, wrapped)
     where not exists (select from keys.destroyed as d where d.id = any (ids))
       and not exists (select from keys.retired as r where r.kek = keep.kek)
        on conflict do nothing;
    get diagnostics kept = row_count;
    if kept < cardinality(ids) then
        if exists (select from keys.retired as r where r.kek = keep.kek) then
            raise exception 'this key-encryption key is of no use any more' using errcode = 'KEY02';
        end if;
        raise exception 'a key was made or destroyed meanwhile' using errcode = 'KEY01';
    end if;
end
$$;

revoke all on function keys.stand(text[]), keys.keep(text[], text, bytea[]) from public;
revoke execute on function keys.destroy(text, text[], text[]) from register_appender;
grant execute on function keys.keep(text[], text, bytea[]) to register_appender;
grant usage on schema keys to register_owner;
grant execute on function keys.stand(text[]), keys.keep(text[], text, bytea[]), keys.destroy(text, text[], text[])
    to register_owner;

set local role register_owner;

create function register.append(
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

    if used_keys <> '{}' then
        perform keys.stand(used_keys);
    end if;
    if new_keys <> '{}' then
        perform keys.keep(new_keys, new_kek, new_wrapped);
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

revoke all on function register.append(uuid[], bytea[], text[], integer[], text[], bigint[], integer[], text[], bytea[],
    text[], text[], bytea[], text, jsonb) from public;
grant execute on function register.append(uuid[], bytea[], text[], integer[], text[], bigint[], integer[], text[], bytea[],
    text[], text[], bytea[], text, jsonb) to register_appender;
