-- register.append_sealed() looks at the keys first and appends then, without a transaction within the transaction.
--
-- keys.stands() says under the turn, in one statement, whether an append can be written with these keys: those used
-- are there, new ones are nobody's yet and wrapped by a key-encryption key in use, and whoever is to be erased is
-- named nowhere else than the decision saw. What it answered holds until commit, for nobody else has the turn.

set local role register_keeper;

create function keys.stands(
    used_keys text[], new_keys text[], new_owners text[], new_keks text[], erased jsonb
) returns boolean
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
as $$
    select (select count(*) from keys.key as k where k.id = any (used_keys)) = cardinality(used_keys)
       and (cardinality(new_keys) = 0 or not exists (
               select from keys.key as k where k.id = any (new_keys) or k.owner = any (new_owners)
               union all
               select from keys.destroyed as d
                where d.id = any (new_keys) or (d.owner = any (new_owners) and d.owner like 'person-%')
               union all
               select from keys.retired as r where r.kek = any (new_keks)
           ))
       and not exists (
               select from jsonb_to_recordset(erased) as e (person text, streams text[])
                      join register.naming as n on n.persons @> array[e.person]
                where not n.originator_id = any (e.streams)
           )
$$;

revoke all on function keys.stands(text[], text[], text[], text[], jsonb) from public;
grant execute on function keys.stands(text[], text[], text[], text[], jsonb) to register_appender;

set local role register_owner;

create or replace function register.append_sealed(
    command_ids     uuid[],
    fingerprints    bytea[],
    command_streams text[],
    command_events  integer[],
    guard_streams   text[],
    guard_versions  bigint[],
    event_guards    integer[],
    topics          text[],
    states          bytea[],
    used_keys       text[],
    new_keys        text[],
    new_owners      text[],
    new_keks        text[],
    new_wrapped     bytea[],
    erased          jsonb
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
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    answer record;
    gone   record;
begin
    perform register.take_turn();
    if not keys.stands(used_keys, new_keys, new_owners, new_keks, erased) then
        return query select 'conflict', null::uuid, null::bigint, null::bigint, null::timestamptz, null::text, null::bigint;
        return;
    end if;

    select * into answer
      from register.append(command_ids, fingerprints, command_streams, command_events,
                           guard_streams, guard_versions, event_guards, topics, states);
    if answer.status <> 'written' then  -- nothing was: the same call says the same again, with all its rows
        return query select * from register.append(command_ids, fingerprints, command_streams, command_events,
                                                   guard_streams, guard_versions, event_guards, topics, states);
        return;
    end if;

    if cardinality(new_keys) > 0 then
        perform keys.keep(new_keys, new_owners, new_keks, new_wrapped);
    end if;
    if erased <> '[]' then
        for gone in select * from jsonb_to_recordset(erased) as e (person text, keys text[], streams text[])
        loop
            perform keys.destroy(gone.person, gone.keys, gone.streams);
        end loop;
    end if;
    return query select answer.status, answer.command_id, answer.first_position, answer.last_position,
                        answer.recorded_at, answer.stream, answer.version;
end
$$;
