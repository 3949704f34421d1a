//! Clients: one tenant, one gateway account, one sign-in, one schedule each.

use jiff::Timestamp;
use model::{DirectoryId, Options, TenantId};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};
use serde::{Deserialize, Serialize};

use crate::{
    ClientId, Store, StoreError,
    codec::{json, maybe_timestamp, timestamp, to_json},
    database::Fault,
};

/// A client to add.
#[derive(Debug, Clone)]
pub struct NewClient {
    /// Name, unique whatever its case.
    pub name: String,
    /// Colour, as the page names it.
    pub colour: String,
    /// Name of its cloud, or where its cloud file lies.
    pub cloud: String,
    /// Gateway in the command line's form.
    pub gateway: String,
    /// Tenant with what the technician typed to find it, when known already.
    pub tenant: Option<(TenantId, String)>,
    /// Options.
    pub options: Options,
}

/// A pinned tenant (R11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedTenant {
    /// Its GUID.
    pub id: TenantId,
    /// What the technician typed to find it.
    pub typed: String,
    /// Display name, once read.
    pub name: Option<String>,
    /// Initial domain, once read.
    pub initial_domain: Option<String>,
    /// ISO 3166 country, once read.
    pub country: Option<String>,
}

/// What the tenant says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TenantFacts {
    /// Display name.
    pub name: Option<String>,
    /// Initial domain.
    pub initial_domain: Option<String>,
    /// ISO 3166 country.
    pub country: Option<String>,
}

/// What is known of a sign-in; no secret is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInRecord {
    /// Account that signed in.
    pub account: String,
    /// When.
    pub at: Timestamp,
    /// Scopes that were granted.
    pub granted: Vec<String>,
    /// When it was last used; it dies after 90 idle days.
    pub last_used: Timestamp,
    /// What the account could really read when it was tried.
    pub checks: Vec<SignInCheck>,
    /// Home tenant of an account that is a guest here.
    pub guest_of: Option<String>,
    /// The account's immutable id in the tenant; `None` in records of earlier versions.
    pub object_id: Option<String>,
}

/// Whether an account may read something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInCheck {
    /// What was tried: `organization`, `domains`, `users`, `groups`, `contacts`, `exchange`.
    pub what: String,
    /// The permission it takes.
    pub permission: String,
    /// It could be read.
    pub ok: bool,
    /// Why not.
    pub why: Option<String>,
    /// The stable code of the error behind that.
    #[serde(default)]
    pub code: Option<String>,
}

/// When the background looks at a client, and how it went.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schedule {
    /// Next sync.
    pub next_sync: Option<Timestamp>,
    /// Last sync that ended well.
    pub last_good_sync: Option<Timestamp>,
    /// Why the last one failed, as JSON.
    pub last_problem: Option<String>,
}

/// A client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRecord {
    /// Id.
    pub id: ClientId,
    /// Name.
    pub name: String,
    /// Colour.
    pub colour: String,
    /// Cloud.
    pub cloud: String,
    /// Gateway.
    pub gateway: String,
    /// Which gateway account answered first (B2).
    pub gateway_identity: Option<String>,
    /// Tenant.
    pub tenant: Option<PinnedTenant>,
    /// What was typed to find one, while none is pinned.
    pub typed: Option<String>,
    /// Background sync is paused.
    pub paused: bool,
    /// When it was added.
    pub created_at: Timestamp,
    /// Sign-in.
    pub sign_in: Option<SignInRecord>,
    /// When a step was first done.
    pub first_applied_at: Option<Timestamp>,
    /// Steps of the cut-over that wait for a person, when they were last counted ([`Store::set_open_steps`]).
    pub open_steps: u32,
    /// Schedule.
    pub schedule: Schedule,
}

const COLUMNS: &str = "id, name, colour, cloud, gateway, gateway_identity, tenant, tenant_typed, tenant_name,
    tenant_initial, tenant_country, paused, created_at, sign_in_account, sign_in_at, sign_in_granted, sign_in_used,
    first_applied_at, next_sync, last_good_sync, last_problem, sign_in_checks, sign_in_guest,
    sign_in_object, open_steps";

fn record(row: &Row<'_>) -> rusqlite::Result<ClientRecord> {
    let tenant = row.get::<_, Option<[u8; 16]>>(6)?.map(DirectoryId).map(|id| {
        Ok::<_, rusqlite::Error>(PinnedTenant {
            id,
            typed: row.get(7)?,
            name: row.get(8)?,
            initial_domain: row.get(9)?,
            country: row.get(10)?,
        })
    });
    let sign_in = row.get::<_, Option<String>>(13)?.map(|account| {
        let (at, granted, last_used) = (timestamp(row, 14)?, json(row, 15)?, timestamp(row, 16)?);
        let (checks, guest_of, object_id) = (json(row, 21)?, row.get(22)?, row.get(23)?);
        Ok::<_, rusqlite::Error>(SignInRecord { account, at, granted, last_used, checks, guest_of, object_id })
    });
    let typed = if tenant.is_none() { Some(row.get(7)?).filter(|typed: &String| !typed.is_empty()) } else { None };
    Ok(ClientRecord {
        id: row.get(0)?,
        name: row.get(1)?,
        colour: row.get(2)?,
        cloud: row.get(3)?,
        gateway: row.get(4)?,
        gateway_identity: row.get(5)?,
        tenant: tenant.transpose()?,
        typed,
        paused: row.get(11)?,
        created_at: timestamp(row, 12)?,
        sign_in: sign_in.transpose()?,
        first_applied_at: maybe_timestamp(row, 17)?,
        open_steps: row.get(24)?,
        schedule: Schedule {
            next_sync: maybe_timestamp(row, 18)?,
            last_good_sync: maybe_timestamp(row, 19)?,
            last_problem: row.get(20)?,
        },
    })
}

/// Clients whose rows cannot be read; after a salvage that is for what their sign-in was given or checked.
pub(crate) fn unreadable(db: &Connection) -> rusqlite::Result<Vec<i64>> {
    let mut unreadable = Vec::new();
    // In order of names, these are read from their index, which may be damaged for itself.
    for order in ["id", "name"] {
        let mut query = db.prepare(&format!("SELECT {COLUMNS} FROM client ORDER BY {order}"))?;
        let found = query.query_map([], |row| record(row).err().map(|_| row.get(0)).transpose())?;
        unreadable.extend(found.collect::<rusqlite::Result<Vec<Option<i64>>>>()?.into_iter().flatten());
    }
    Ok(unreadable)
}

impl Store {
    /// Adds a client.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`], [`StoreError::TenantTaken`] (R11).
    pub fn add_client(&self, client: &NewClient, now: Timestamp) -> Result<ClientId, StoreError> {
        self.write("adding a client", |db| {
            name_is_free(db, &client.name, None)?;
            if let Some((tenant, _)) = client.tenant {
                tenant_is_free(db, tenant, None)?;
            }
            db.execute(
                "INSERT INTO client (name, colour, cloud, gateway, tenant, tenant_typed, options, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    client.name,
                    client.colour,
                    client.cloud,
                    client.gateway,
                    client.tenant.as_ref().map(|(id, _)| id.0),
                    client.tenant.as_ref().map_or("", |(_, typed)| typed),
                    to_json(&client.options)?,
                    now.as_microsecond(),
                ],
            )?;
            Ok(db.query_row("SELECT last_insert_rowid()", [], |row| row.get(0))?)
        })
    }

    /// One client.
    ///
    /// # Errors
    /// [`StoreError::NoClient`].
    pub fn client(&self, id: ClientId) -> Result<ClientRecord, StoreError> {
        self.read("reading a client", |db| {
            let found = db.query_row(&format!("SELECT {COLUMNS} FROM client WHERE id = ?1"), [id], record);
            Ok(found.optional()?.ok_or(StoreError::NoClient(id))?)
        })
    }

    /// The client of this name, whatever its case.
    pub fn client_by_name(&self, name: &str) -> Result<Option<ClientRecord>, StoreError> {
        self.read("reading a client", |db| {
            Ok(db.query_row(&format!("SELECT {COLUMNS} FROM client WHERE name = ?1"), [name], record).optional()?)
        })
    }

    /// Every client, by name.
    pub fn clients(&self) -> Result<Vec<ClientRecord>, StoreError> {
        self.read("reading the clients", |db| {
            let mut query = db.prepare(&format!("SELECT {COLUMNS} FROM client ORDER BY name"))?;
            Ok(query.query_map([], record)?.collect::<Result<_, _>>()?)
        })
    }

    /// Gives a client another name.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`].
    pub fn rename_client(&self, id: ClientId, name: &str) -> Result<(), StoreError> {
        self.write("renaming a client", |db| {
            name_is_free(db, name, Some(id))?;
            set(db, id, "name = ?2", params![id, name])
        })
    }

    /// Gives a client another colour.
    pub fn recolour_client(&self, id: ClientId, colour: &str) -> Result<(), StoreError> {
        self.write("recolouring a client", |db| set(db, id, "colour = ?2", params![id, colour]))
    }

    /// Moves a client to another cloud, while no tenant is pinned.
    ///
    /// # Errors
    /// [`StoreError::CloudPinned`].
    pub fn set_cloud(&self, id: ClientId, cloud: &str) -> Result<(), StoreError> {
        self.write("moving a client to another cloud", |db| match pinned(db, id)? {
            Some(tenant) => Err(StoreError::CloudPinned { tenant }.into()),
            None => set(db, id, "cloud = ?2", params![id, cloud]),
        })
    }

    /// Pauses or resumes background sync.
    pub fn set_paused(&self, id: ClientId, paused: bool) -> Result<(), StoreError> {
        self.write("pausing a client", |db| set(db, id, "paused = ?2", params![id, paused]))
    }

    /// Pins the tenant; pinning the same one again is fine (R11).
    ///
    /// # Errors
    /// [`StoreError::TenantPinned`] to another, [`StoreError::TenantTaken`] by another client.
    pub fn pin_tenant(&self, id: ClientId, tenant: TenantId, typed: &str) -> Result<(), StoreError> {
        self.write("pinning a tenant", |db| {
            match pinned(db, id)? {
                Some(expected) if expected != tenant => {
                    return Err(StoreError::TenantPinned { expected, got: tenant }.into());
                }
                _ => tenant_is_free(db, tenant, Some(id))?,
            }
            set(db, id, "tenant = ?2, tenant_typed = ?3", params![id, tenant.0, typed])
        })
    }

    /// Keeps what is typed to find a tenant, until one is pinned; afterwards it stays as it was.
    pub fn set_typed(&self, id: ClientId, typed: &str) -> Result<(), StoreError> {
        self.write("storing what was typed", |db| match pinned(db, id)? {
            Some(_) => Ok(()),
            None => set(db, id, "tenant_typed = ?2", params![id, typed]),
        })
    }

    /// The client that has this tenant.
    pub fn client_of_tenant(&self, tenant: TenantId) -> Result<Option<(ClientId, String)>, StoreError> {
        self.read("looking for a tenant", |db| owner_of(db, tenant))
    }

    /// Stores what the tenant says about itself.
    pub fn set_tenant_facts(&self, id: ClientId, facts: &TenantFacts) -> Result<(), StoreError> {
        self.write("storing the tenant's facts", |db| {
            let values = params![id, facts.name, facts.initial_domain, facts.country];
            set(db, id, "tenant_name = ?2, tenant_initial = ?3, tenant_country = ?4", values)
        })
    }

    /// Stores which gateway account the client has (B2).
    pub fn set_gateway_identity(&self, id: ClientId, identity: &str) -> Result<(), StoreError> {
        self.write("storing the gateway's identity", |db| set(db, id, "gateway_identity = ?2", params![id, identity]))
    }

    /// Stores all three, as given.
    pub fn set_schedule(&self, id: ClientId, schedule: &Schedule) -> Result<(), StoreError> {
        self.write("storing the schedule", |db| {
            let micros = |t: Option<Timestamp>| t.map(Timestamp::as_microsecond);
            let (next, good) = (micros(schedule.next_sync), micros(schedule.last_good_sync));
            let values = params![id, next, good, schedule.last_problem];
            set(db, id, "next_sync = ?2, last_good_sync = ?3, last_problem = ?4", values)
        })
    }

    /// Removes a client with everything that is remembered of it; the gateway stays as it is.
    ///
    /// # Errors
    /// [`StoreError::NoClient`].
    pub fn remove_client(&self, id: ClientId) -> Result<(), StoreError> {
        self.write("removing a client", |db| {
            db.execute("DELETE FROM address WHERE client = ?1", [id])?;
            match db.execute("DELETE FROM client WHERE id = ?1", [id])? {
                0 => Err(StoreError::NoClient(id).into()),
                _ => Ok(()),
            }
        })
    }

    /// The options of a client.
    ///
    /// # Errors
    /// [`StoreError::NoClient`].
    pub fn options(&self, id: ClientId) -> Result<Options, StoreError> {
        self.read("reading the options", |db| options(db, id))
    }

    /// Stores the options; those of recipients that we look after stay as they are (R12).
    ///
    /// # Errors
    /// [`StoreError::NoClient`].
    pub fn set_options(&self, id: ClientId, options: &Options) -> Result<(), StoreError> {
        self.write("storing the options", |db| {
            set(db, id, "options = ?2, grid_stale = 1", params![id, to_json(options)?])
        })
    }
}

pub(crate) fn options(db: &Connection, id: ClientId) -> Result<Options, Fault> {
    let found = db.query_row("SELECT options FROM client WHERE id = ?1", [id], |row| json(row, 0));
    Ok(found.optional()?.ok_or(StoreError::NoClient(id))?)
}

pub(crate) fn set(db: &Connection, id: ClientId, assignments: &str, values: &[&dyn ToSql]) -> Result<(), Fault> {
    match db.execute(&format!("UPDATE client SET {assignments} WHERE id = ?1"), values)? {
        0 => Err(StoreError::NoClient(id).into()),
        _ => Ok(()),
    }
}

fn pinned(db: &Connection, id: ClientId) -> Result<Option<TenantId>, Fault> {
    let found: Option<Option<[u8; 16]>> =
        db.query_row("SELECT tenant FROM client WHERE id = ?1", [id], |row| row.get(0)).optional()?;
    Ok(found.ok_or(StoreError::NoClient(id))?.map(DirectoryId))
}

fn name_is_free(db: &Connection, name: &str, except: Option<ClientId>) -> Result<(), Fault> {
    let sql = "SELECT name FROM client WHERE name = ?1 AND id IS NOT ?2";
    match db.query_row(sql, params![name, except], |row| row.get(0)).optional()? {
        Some(name) => Err(StoreError::NameTaken { name }.into()),
        None => Ok(()),
    }
}

fn tenant_is_free(db: &Connection, tenant: TenantId, except: Option<ClientId>) -> Result<(), Fault> {
    match owner_of(db, tenant)? {
        Some((by, name)) if Some(by) != except => Err(StoreError::TenantTaken { tenant, by, name }.into()),
        _ => Ok(()),
    }
}

fn owner_of(db: &Connection, tenant: TenantId) -> Result<Option<(ClientId, String)>, Fault> {
    let sql = "SELECT id, name FROM client WHERE tenant = ?1";
    Ok(db.query_row(sql, [tenant.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}
