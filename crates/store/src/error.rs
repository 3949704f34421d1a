//! What can go wrong, with the thing it went wrong with.

use std::{io, path::PathBuf};

use model::{Address, DirectoryId, DomainName, Resource, TenantId, Unselectable};

use crate::{ClientId, ImportId, PlanId, RunId};

/// Why the store did not do it. Nothing is changed by a call that fails.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database was made by a newer version of this program (B2); it is left as it is.
    #[error("{path} was made by a newer Tenantry (schema {found}, this one knows {known})")]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its schema number.
        found: u32,
        /// The newest known one.
        known: u32,
    },
    /// The folder or file cannot be used: read-only, full, locked, absent.
    #[error("{doing} in {path}: {source}")]
    Database {
        /// The database.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// SQLite's own cause.
        source: rusqlite::Error,
    },
    /// The disk is full; what was under way is undone, and goes on when there is room (B6).
    #[error("{doing} in {path}: the disk is full")]
    Full {
        /// The database.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// SQLite's own cause.
        source: rusqlite::Error,
    },
    /// Folder or file cannot be written.
    #[error("{doing} in {path}: it cannot be written")]
    ReadOnly {
        /// The database.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// SQLite's own cause.
        source: rusqlite::Error,
    },
    /// The database was found to be damaged while it was in use; the next start keeps it aside (B6).
    #[error("{doing} in {path}: the database is damaged")]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// SQLite's own cause.
        source: rusqlite::Error,
    },
    /// The copy that is made before the database is brought up to date could not be made; it is left as it is (B6).
    #[error("copying {path} to {copy} before bringing it up to date: {source}")]
    NotBackedUp {
        /// The database.
        path: PathBuf,
        /// The copy.
        copy: PathBuf,
        /// The cause.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What can be read of a damaged database could not be written into a new one; the damaged one is left (B6).
    #[error("saving what can be read of the damaged database {path}: {source}")]
    NotSalvaged {
        /// The database.
        path: PathBuf,
        /// The cause.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A damaged database could not be moved aside.
    #[error("moving the damaged database {path} aside: {source}")]
    NotMoved {
        /// The database.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// Another client has this name.
    #[error("there is already a client named {name}")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// Another client has this tenant (R11).
    #[error("this tenant already belongs to the client {name}")]
    TenantTaken {
        /// The tenant.
        tenant: TenantId,
        /// That client.
        by: ClientId,
        /// That client's name.
        name: String,
    },
    /// The client is pinned to another tenant (R11).
    #[error("this client belongs to the tenant {expected}, not to {got}")]
    TenantPinned {
        /// The pinned tenant.
        expected: TenantId,
        /// The other one.
        got: TenantId,
    },
    /// Another client synchronises this domain (R11).
    #[error("the domain {domain} is synchronised by the client {name}")]
    DomainTaken {
        /// The domain.
        domain: DomainName,
        /// That client.
        by: ClientId,
        /// That client's name.
        name: String,
    },
    /// The domain may not be selected (R13).
    #[error("the domain {domain} cannot be selected: {}", why(*reason))]
    DomainUnselectable {
        /// The domain.
        domain: DomainName,
        /// Why.
        reason: Unselectable,
    },
    /// The tenant has no such domain.
    #[error("the tenant has no domain {domain}")]
    UnknownDomain {
        /// The domain.
        domain: DomainName,
    },
    /// The domain does not mirror the other one while somebody has an address in it and not the same one there (R14).
    #[error("{domain} cannot be an alias of {target}: {address} has no counterpart there")]
    NotMirrored {
        /// The domain.
        domain: DomainName,
        /// The other one.
        target: DomainName,
        /// The first such address.
        address: String,
    },
    /// No domain can be an alias of this one: it is not selected, is an alias itself, or is the same one (R14).
    #[error("{domain} cannot be an alias of {target}, which is no selected domain of its own")]
    NoAliasTarget {
        /// The domain.
        domain: DomainName,
        /// The other one.
        target: DomainName,
    },
    /// A list names an address that no recipient of the snapshot has.
    #[error("line {line}: no recipient has the address {address}")]
    UnknownAddress {
        /// Line in the list.
        line: u32,
        /// The address.
        address: Address,
    },
    /// Two lines of a list name the same recipient and say different things.
    #[error("line {line}: line {earlier} says something else about {address}")]
    ListedTwice {
        /// Line in the list.
        line: u32,
        /// The earlier line.
        earlier: u32,
        /// The address.
        address: Address,
    },
    /// The rows that a person looked at are no longer held: they were asked for long ago, or by another start.
    #[error("the list of rows is no longer there")]
    ListGone {
        /// Its number.
        list: u32,
    },
    /// Nothing was chosen that could be taken back, or a run has begun since.
    #[error("there is nothing to take back")]
    NothingToUndo(ClientId),
    /// A reading shows fewer objects than Microsoft counts, so what is missing may only not have been shown (B2).
    #[error("the tenant shows {seen} of the {counted} {} that it counts", resource.as_str())]
    Short {
        /// Which resource.
        resource: Resource,
        /// Objects it shows.
        seen: u64,
        /// Objects it counts.
        counted: u64,
    },
    /// Exchange no longer lists recipients whom it listed before and whom the directory still shows with a mailbox, so
    /// its list may have been cut short (B2).
    #[error(
        "Exchange lists {seen} of the {counted} recipients that it should list by its earlier word and the directory"
    )]
    Unlisted {
        /// Recipients that it lists.
        seen: u64,
        /// These, and the ones it left out.
        counted: u64,
    },
    /// The cloud cannot be another one once a tenant is pinned (R11).
    #[error("the cloud of a client whose tenant {tenant} is pinned stays what it is")]
    CloudPinned {
        /// The pinned tenant.
        tenant: TenantId,
    },
    /// The snapshot has no such recipient.
    #[error("the tenant has no recipient {0}")]
    NoRecipient(DirectoryId),
    /// There is no such client.
    #[error("there is no client {0}")]
    NoClient(ClientId),
    /// There is no such plan.
    #[error("there is no plan {0}")]
    NoPlan(PlanId),
    /// There is no such run.
    #[error("there is no run {0}")]
    NoRun(RunId),
    /// There is no such import.
    #[error("there is no import {0}")]
    NoImport(ImportId),
    /// No reading of that day, or an earlier one, is kept.
    #[error("no reading of the tenant from {0} or before is kept")]
    NoDay(jiff::Timestamp),
    /// What is only rehearsed cannot be changed.
    #[error("{doing}: nothing is stored in a rehearsal")]
    Rehearsed {
        /// What was being done.
        doing: &'static str,
    },
    /// A plan needs a snapshot and none is there (B2).
    #[error("the tenant of client {0} was not read yet")]
    NoSnapshot(ClientId),
}

fn why(reason: Unselectable) -> &'static str {
    match reason {
        Unselectable::MicrosoftsOwn => "it is one of Microsoft's own",
        Unselectable::NotVerified => "it is not verified in Microsoft 365",
        Unselectable::CarriesNoMail => "e-mail is not among its services in Microsoft 365",
        Unselectable::NoRoute => "Microsoft reports no MX record for it",
    }
}
