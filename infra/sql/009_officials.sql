-- Officials are forgotten as persons are: what 005_sealing.sql does for the keys of persons, for those of officials too.
--
-- An official is named where an event is about one, as the person concerned: an act names its actor everywhere.
--
--   register.persons_of, register.naming  also find officials, and the events that tell of them
--   register.charge                       events that charge an official with a matter: who is charged is not erased
--   keys.stands, keys.keep                no official whose key was destroyed ever gets another
--   keys.destroy                          also by the event `OfficialErased`

drop index register.events_by_person_idx;

create or replace function register.persons_of(state bytea) returns text[]
    language sql immutable parallel safe
    set search_path = pg_catalog, pg_temp
as $$
    select array(select distinct coalesce(found[1], found[2])
                   from regexp_matches(encode(state, 'escape'),
                                       '"(person-[0-9a-f-]{36})"|"(?:person|concerns)":"(official-[0-9a-z-]+)"',
                                       'g') as found)
$$;

create or replace view register.naming as
    select originator_id, originator_version, topic, state, notification_id, recorded_at,
           register.persons_of(state) as persons
      from register.events
     where topic in ('AwardProposed', 'ComplaintRegistered', 'IncentiveGranted', 'LegalHoldLifted', 'LegalHoldPlaced',
                     'MeasureDeclined', 'MeasureProposed', 'OfficialErased', 'OfficialRegistered', 'PenaltyImposed',
                     'PenaltyLifted', 'PersonCorrected', 'PersonErased', 'PersonRegistered', 'PetitionDraftRevised',
                     'PetitionDrafted', 'PetitionReasoningRecorded', 'ProposalSubmitted', 'ReasoningRecorded',
                     'StatementRecorded');
create index events_by_person_idx on register.events using gin (register.persons_of(state))
     where topic in ('AwardProposed', 'ComplaintRegistered', 'IncentiveGranted', 'LegalHoldLifted', 'LegalHoldPlaced',
                     'MeasureDeclined', 'MeasureProposed', 'OfficialErased', 'OfficialRegistered', 'PenaltyImposed',
                     'PenaltyLifted', 'PersonCorrected', 'PersonErased', 'PersonRegistered', 'PetitionDraftRevised',
                     'PetitionDrafted', 'PetitionReasoningRecorded', 'ProposalSubmitted', 'ReasoningRecorded',
                     'StatementRecorded');
comment on view register.naming is 'Events that tell of persons and officials, with the ids of these; found by index.';

create function register.charged_in(state bytea) returns text
    language sql immutable parallel safe
    set search_path = pg_catalog, pg_temp
as $$
    select substring(encode(state, 'escape') from '"official":"(official-[0-9a-z-]+)"')
$$;

create view register.charge as
    select originator_id, originator_version, topic, notification_id, register.charged_in(state) as official
      from register.events
     where topic in ('ComplaintAssigned', 'ComplaintReassigned', 'InstructionGiven', 'PetitionSigningInstructed');
create index events_by_charged_idx on register.events (register.charged_in(state))
     where topic in ('ComplaintAssigned', 'ComplaintReassigned', 'InstructionGiven', 'PetitionSigningInstructed');
comment on view register.charge is 'Events that charge an official with a matter; found by index.';

grant select on register.charge to register_appender;
grant execute on function register.charged_in(bytea) to register_appender, register_projector;

set local role register_keeper;

create or replace function keys.stands(
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
                where d.id = any (new_keys) or (d.owner = any (new_owners) and d.owner ~ '^(person|official)-')
               union all
               select from keys.retired as r where r.kek = any (new_keks)
           ))
       and not exists (
               select from jsonb_to_recordset(erased) as e (person text, streams text[])
                      join register.naming as n on n.persons @> array[e.person]
                where not n.originator_id = any (e.streams)
           )
$$;

create or replace function keys.keep(ids text[], owners text[], keks text[], wrapped bytea[]) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
as $$
declare
    kept bigint;
begin
    perform register.take_turn();
    if exists (select from keys.destroyed as d where d.id = any (ids))
        or exists (select from keys.destroyed as d where d.owner = any (owners) and d.owner ~ '^(person|official)-')
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

create or replace function keys.destroy(person text, ids text[], streams text[]) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
as $$
begin
    if not exists (
        select from register.events as e
         where e.originator_id = person and e.topic in ('PersonErased', 'OfficialErased')
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

set local role register_owner;
