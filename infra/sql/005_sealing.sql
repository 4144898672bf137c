-- The keys under which personal values of events are sealed, and the append that knows them.
--
-- Events never change, so a person is forgotten by destroying the key: from then on nobody opens what it sealed, and
-- every proof over the stored rows still holds. Schema `keys` belongs to a role of its own and has a backup of its own
-- (`pg_dump --schema=keys`): with an old backup of the events alone nobody comes back.
--
--   keys.key        one data key an owner (a person, an official, a record), wrapped by a key-encryption key
--   keys.destroyed  which keys were destroyed: their owner, if a person, never gets another
--   keys.wrapper    key-encryption keys that were made here and wrapped by a key management service
--   keys.retired    key-encryption keys that wrap nothing any more. A process may still have one in memory: what it
--                   makes with it is refused, so that no data key is left that only a forgotten key opens
--
--   keys.find       the keys wanted, wrapped, and how many destructions there were: who caches keys asks each time
--   keys.stands     under the turn, in one statement: the keys used are there, new ones are nobody's yet and wrapped by
--                   a key-encryption key in use, who is to be erased is named nowhere else than the decision saw
--   keys.keep       new keys; keys.destroy: only together with the event that says so
--
-- register.append_sealed() is register.append() with these in the same transaction. It looks at the keys first: what
-- keys.stands() answered holds until commit, for nobody else has the turn. So events are written only if every key that
-- sealed them stands, and a key is destroyed with its event or not at all.

create function register.persons_of(state bytea) returns text[]
    language sql immutable parallel safe
    set search_path = pg_catalog, pg_temp
as $$
    select array(select distinct found[1]
                   from regexp_matches(encode(state, 'escape'), '"(person-[0-9a-f-]{36})"', 'g') as found)
$$;

create view register.naming as
    select originator_id, originator_version, topic, state, notification_id, recorded_at,
           register.persons_of(state) as persons
      from register.events
     where topic in ('ComplaintRegistered', 'LegalHoldLifted', 'LegalHoldPlaced', 'PersonCorrected', 'PersonErased',
                     'PersonRegistered', 'PetitionDraftRevised', 'PetitionDrafted', 'PetitionReasoningRecorded',
                     'ProposalSubmitted', 'ReasoningRecorded', 'StatementRecorded');
create index events_by_person_idx on register.events using gin (register.persons_of(state))
     where topic in ('ComplaintRegistered', 'LegalHoldLifted', 'LegalHoldPlaced', 'PersonCorrected', 'PersonErased',
                     'PersonRegistered', 'PetitionDraftRevised', 'PetitionDrafted', 'PetitionReasoningRecorded',
                     'ProposalSubmitted', 'ReasoningRecorded', 'StatementRecorded');
comment on view register.naming is 'Events that name persons, with the ids of these; found by index.';
grant select on register.naming to register_appender;
grant execute on function register.persons_of(bytea) to register_appender, register_projector, register_keeper;

grant usage on schema register to register_keeper;
grant select on register.events, register.naming to register_keeper;
grant execute on function register.take_turn() to register_keeper;

set local role register_keeper;

create schema keys;
grant usage on schema keys to register_appender, register_projector;

create table keys.key (
    id      text collate "C" not null primary key,
    owner   text collate "C" not null unique,
    kek     text collate "C" not null,
    wrapped bytea            not null,
    made_at timestamptz      not null default clock_timestamp()
);
create index key_by_kek on keys.key (kek);
comment on table keys.key is 'Data keys, wrapped. The row of a destroyed key is gone.';
comment on column keys.key.id is 'Name under which sealed values call for it';
comment on column keys.key.owner is 'Whose values it seals: a person, an official, a record';
comment on column keys.key.kek is 'The key-encryption key that wraps it';
comment on column keys.key.wrapped is 'Nonce and AES-256-GCM ciphertext of the key; associated data is its id';

create table keys.destroyed (
    number       bigint           generated always as identity primary key,
    id           text collate "C" not null unique,
    owner        text collate "C" not null,
    destroyed_at timestamptz      not null default clock_timestamp()
);
create index destroyed_by_owner on keys.destroyed (owner);
comment on table keys.destroyed is 'Keys that are gone for good. Only grows.';

create table keys.wrapper (
    id      text collate "C" not null primary key,
    wrapped bytea            not null,
    made_at timestamptz      not null default clock_timestamp()
);
comment on table keys.wrapper is 'Key-encryption keys, as a key management service wrapped them.';

create table keys.retired (
    kek        text collate "C" not null primary key,
    retired_at timestamptz      not null default clock_timestamp()
);
comment on table keys.retired is 'Key-encryption keys by which nothing is wrapped any more.';

create function keys.refuse_change() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'keys.destroyed only grows: % is refused', tg_op using errcode = 'insufficient_privilege';
end
$$;
create trigger only_grows before update or delete or truncate on keys.destroyed
    for each statement execute function keys.refuse_change();
alter table keys.destroyed enable always trigger only_grows;

create function keys.find(ids text[], owners text[])
    returns table (epoch bigint, asked text, id text, kek text, wrapped bytea, destroyed bigint)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
as $$
    select (select coalesce(max(d.number), 0) from keys.destroyed as d),
           wanted.asked, k.id, k.kek, k.wrapped,
           (select count(*) from keys.destroyed as d
             where (wanted.by_id and d.id = wanted.asked) or (not wanted.by_id and d.owner = wanted.asked))
      from (select null::text as asked, true as by_id
             union all select unnest(ids), true
             union all select unnest(owners), false) as wanted
      left join keys.key as k on (wanted.by_id and k.id = wanted.asked) or (not wanted.by_id and k.owner = wanted.asked)
$$;

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

create function keys.keep(ids text[], owners text[], keks text[], wrapped bytea[]) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
as $$
declare
    kept bigint;
begin
    perform register.take_turn();
    if exists (select from keys.destroyed as d where d.id = any (ids))
        or exists (select from keys.destroyed as d where d.owner = any (owners) and d.owner like 'person-%')
    then
        raise exception 'this key was destroyed' using errcode = 'KEY01';
    end if;
    if exists (select from keys.retired as r where r.kek = any (keks)) then
        raise exception 'this key-encryption key is of no use any more' using errcode = 'KEY01';
    end if;
    insert into keys.key (id, owner, kek, wrapped)
    select * from unnest(ids, owners, keks, wrapped)
        on conflict do nothing;
    get diagnostics kept = row_count;
    if kept < cardinality(ids) then
        raise exception 'somebody else made this key meanwhile' using errcode = 'KEY01';
    end if;
end
$$;

create function keys.destroy(person text, ids text[], streams text[]) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
as $$
begin
    if not exists (
        select from register.events as e
         where e.originator_id = person and e.topic = 'PersonErased'
           and convert_from(e.state, 'UTF8')::jsonb #> '{event,keys}' ?& ids
    ) then
        raise exception 'a key is destroyed by the event that names it, or not at all'
            using errcode = 'insufficient_privilege';
    end if;
    if exists (select from register.naming as n
                where n.persons @> array[person] and not n.originator_id = any (streams)) then
        raise exception 'somebody named this person meanwhile' using errcode = 'KEY01';
    end if;
    insert into keys.destroyed (id, owner)
    select wanted.id, coalesce(k.owner, wanted.id)
      from unnest(ids) as wanted (id) left join keys.key as k on k.id = wanted.id
        on conflict do nothing;
    update keys.key as k set wrapped = decode(repeat('00', length(k.wrapped)), 'hex') where k.id = any (ids);
    delete from keys.key as k where k.id = any (ids);
end
$$;

create function keys.wrappers() returns table (id text, wrapped bytea)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    select w.id, w.wrapped from keys.wrapper as w order by w.made_at
$$;

create function keys.keep_wrapper(id text, wrapped bytea) returns void
    language sql security definer
    set search_path = pg_catalog, pg_temp
as $$
    insert into keys.wrapper (id, wrapped) values (keep_wrapper.id, keep_wrapper.wrapped)
$$;

create function keys.are_none() returns boolean
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    select not exists (select from keys.key)
$$;

revoke all on all functions in schema keys from public;
grant execute on function keys.find(text[], text[]), keys.wrappers(), keys.are_none()
    to register_appender, register_projector;
grant execute on function keys.stands(text[], text[], text[], text[], jsonb),
    keys.keep(text[], text[], text[], bytea[]), keys.destroy(text, text[], text[]), keys.keep_wrapper(text, bytea)
    to register_appender;

set local role register_owner;

create function register.append_sealed(
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

revoke all on function register.append_sealed(uuid[], bytea[], text[], integer[], text[], bigint[], integer[], text[],
    bytea[], text[], text[], text[], text[], bytea[], jsonb) from public;
grant execute on function register.append_sealed(uuid[], bytea[], text[], integer[], text[], bigint[], integer[], text[],
    bytea[], text[], text[], text[], text[], bytea[], jsonb) to register_appender;
