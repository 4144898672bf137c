-- The transparency log: the register's events as one Merkle tree (RFC 6962), kept as tiles, with its signed checkpoints.
--
-- Nothing here is written by an append: the tree grows behind the register. Its leaf number i is the event at position
-- i + 1, encoded and hashed by infra/log/verify.py and nowhere else. All of it can be read by whoever may connect: it
-- holds hashes and signatures only.
--
--   log.tile         hashes as C2SP tlog-tiles cuts them: a tile is 256 hashes of one level, the last one of a level
--                    partial. A tile is only ever continued; a full one never changes again.
--   log.key          the trail of signing keys: each statement is signed by its own key and by the one before.
--   log.checkpoint   each signed checkpoint, a C2SP signed note.
--   log.cosignature  lines by which witnesses confirmed a checkpoint.
--
-- ENABLE ALWAYS triggers refuse every other change to everybody. A superuser can switch them off: that is what
-- checkpoints that are kept elsewhere are for.

create schema log;
grant usage on schema log to register_appender, register_projector, register_reader;

create table log.tile (
    level  smallint not null check (level between 0 and 7),
    number bigint   not null check (number >= 0),
    hashes bytea    not null check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
    primary key (level, number)
);
alter table log.tile alter column hashes set storage external;  -- hashes do not compress

comment on table log.tile is 'The Merkle tree over the events, as tiles.';
comment on column log.tile.level is '0: hashes of events; each further level: roots over 256 hashes of the one below';
comment on column log.tile.number is 'Place of the tile in its level, from 0';
comment on column log.tile.hashes is 'Up to 256 hashes of 32 bytes, one after another';

create table log.key (
    number     bigint      not null primary key check (number > 0),
    vkey       text        not null unique,
    since      bigint      not null check (since >= 0),
    statement  text        not null,
    created_at timestamptz not null default clock_timestamp()
);

comment on table log.key is 'The trail of the keys that sign checkpoints. Never changes.';
comment on column log.key.number is 'Place in the trail: 1, 2, 3 …';
comment on column log.key.vkey is 'The public key as name+id+base64';
comment on column log.key.since is 'Tree size from which the key signs';
comment on column log.key.statement is 'Signed note that says so, signed by this key and by the one before';

create table log.checkpoint (
    number    bigint      generated always as identity primary key,
    size      bigint      not null check (size >= 0),
    root      bytea       not null check (octet_length(root) = 32),
    note      text        not null unique,
    signed_at timestamptz not null default clock_timestamp()
);
create index checkpoint_by_size on log.checkpoint (size, number);

comment on table log.checkpoint is 'Checkpoints as they were signed. Never changes.';
comment on column log.checkpoint.size is 'Number of events that the checkpoint covers';
comment on column log.checkpoint.root is 'Root hash of the tree of this size';
comment on column log.checkpoint.note is 'The signed note: origin, size, root, and the signatures of the log';

create table log.cosignature (
    checkpoint  bigint      not null references log.checkpoint (number),
    witness     text        not null,
    line        text        not null,
    cosigned_at timestamptz not null,
    added_at    timestamptz not null default clock_timestamp(),
    primary key (checkpoint, witness)
);

comment on table log.cosignature is 'Signature lines by which witnesses confirmed a checkpoint. Never changes.';
comment on column log.cosignature.witness is 'The witness''s key as name+id+base64';
comment on column log.cosignature.line is 'The signature line of the note, without its line break';
comment on column log.cosignature.cosigned_at is 'When the witness says to have seen the checkpoint';

create function log.refuse_change() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'log.% only grows: % is refused', tg_table_name, tg_op
        using errcode = 'insufficient_privilege',
              hint = 'What was signed stays signed.';
end
$$;

create function log.refuse_rewriting() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    if new.level <> old.level or new.number <> old.number
        or substring(new.hashes for octet_length(old.hashes)) <> old.hashes
    then
        raise exception 'log.tile only grows: tile %/% would change', old.level, old.number
            using errcode = 'insufficient_privilege',
                  hint = 'The tree holds another history than the one given. Compare both by `ombudsman verify`.';
    end if;
    return new;
end
$$;

create trigger only_continued before update on log.tile
    for each row execute function log.refuse_rewriting();
alter table log.tile enable always trigger only_continued;

create trigger only_grows before delete or truncate on log.tile
    for each statement execute function log.refuse_change();
alter table log.tile enable always trigger only_grows;

create trigger only_grows before update or delete or truncate on log.key
    for each statement execute function log.refuse_change();
alter table log.key enable always trigger only_grows;

create trigger only_grows before update or delete or truncate on log.checkpoint
    for each statement execute function log.refuse_change();
alter table log.checkpoint enable always trigger only_grows;

create trigger only_grows before update or delete or truncate on log.cosignature
    for each statement execute function log.refuse_change();
alter table log.cosignature enable always trigger only_grows;

grant select on log.tile, log.key, log.checkpoint, log.cosignature
    to register_appender, register_projector, register_reader;
grant insert, update on log.tile to register_projector;
grant insert on log.key, log.checkpoint, log.cosignature to register_projector;
