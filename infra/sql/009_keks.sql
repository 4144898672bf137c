-- Key-encryption keys that are of no use any more: nothing new is wrapped by them.
--
-- A process may still have the old one in memory while it is renewed. Whatever it makes with it afterwards is refused,
-- so that no data key is left that only a forgotten key opens.

grant execute on function register.take_turn() to register_keeper;

set local role register_keeper;

create table keys.retired (
    kek        text collate "C" not null primary key,
    retired_at timestamptz      not null default clock_timestamp()
);
comment on table keys.retired is 'Key-encryption keys by which nothing is wrapped any more.';

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

set local role register_owner;
