//! Planning and applying, timed stage by stage, and the bare insert that an apply is measured against.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use async_trait::async_trait;
use engine::{Approval, By, ClientId, Clock, Cloud, Engine, Event, Host, Order as ToApply, Phase};
use rusqlite::{Connection, OpenFlags, types::Value};

use super::job::{Headless, select_all, signed_in_with};
use super::{Order, Told};
use crate::{Outcome, machine};

/// When each phase of the engine's work began.
#[derive(Debug, Default)]
struct Stopwatch(Mutex<Vec<(Phase, Instant)>>);

#[async_trait]
impl Host for Stopwatch {
    fn emit(&self, event: Event) {
        if let Event::Working { progress, .. } = event {
            let mut laps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if laps.last().is_none_or(|(phase, _)| *phase != progress.phase) {
                laps.push((progress.phase, Instant::now()));
            }
        }
    }

    fn open_url(&self, url: &str) -> Result<(), String> {
        Headless.open_url(url)
    }

    async fn practice_cloud(&self) -> Option<Cloud> {
        None
    }
}

impl Stopwatch {
    /// Now, with the processor seconds used so far.
    fn start(&self) -> (Instant, f64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
        (Instant::now(), machine::processor_seconds())
    }

    /// Seconds of each phase until now.
    fn laps(&self) -> BTreeMap<String, f64> {
        let now = Instant::now();
        let laps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seconds = BTreeMap::new();
        for (at, (phase, began)) in laps.iter().enumerate() {
            let ended = laps.get(at + 1).map_or(now, |(_, next)| *next);
            *seconds.entry(format!("{phase:?}")).or_default() += (ended - *began).as_secs_f64();
        }
        seconds
    }
}

/// P4 and P5: everything new, applied, and nothing changed.
pub async fn speed(order: &Order) -> Outcome<Told> {
    let folder = tempfile::tempdir()?;
    let cloud = crate::cloud::load(&order.cloud)?;
    let watch = Arc::new(Stopwatch::default());
    let (engine, client) =
        signed_in_with(cloud, folder.path(), Clock::system(), Arc::<Stopwatch>::clone(&watch)).await?;
    let told = measured(&engine, client, &watch).await;
    engine.close().await;
    let mut told = told?;
    let gateway = folder.path().join("gateway/gateway.db");
    let rows = ["domain", "route", "profile", "recipient", "address"];
    told.stages.insert("bare: gateway".to_owned(), bare(&gateway, &rows, &folder.path().join("bare.db"))?);
    Ok(told)
}

async fn measured(engine: &Engine, client: ClientId, watch: &Stopwatch) -> Outcome<Told> {
    let mut told = Told::default();
    let report = engine.fetch(client, true).await?;
    select_all(engine, client).await?;
    machine::forget_peak();
    let began = watch.start();
    let plan = engine.make_plan(client).await?;
    note(&mut told, "new", began, watch);
    let began = watch.start();
    let to_apply =
        ToApply { plan: plan.id, hash: plan.hash, approved: Approval::All, by: By::Technician, client_name: None };
    let run = engine.apply(client, to_apply).await?;
    let run = engine.run_ended(client, run.id).await?;
    note(&mut told, "apply", began, watch);
    if run.failed > 0 || run.problem.is_some() || run.verified != Some(run.done) {
        return Err(format!("{run:?}").into());
    }
    // The first finds what the run left to the disk.
    for name in ["first", "same"] {
        let began = watch.start();
        let plan = engine.make_plan(client).await?;
        note(&mut told, name, began, watch);
        if plan.counts.total() > 0 {
            return Err(format!("{plan:?}").into());
        }
    }
    told.objects = report.counts.recipients.into();
    told.peak_kib = machine::peak_kib();
    Ok(told)
}

fn note(told: &mut Told, what: &str, (began, used): (Instant, f64), watch: &Stopwatch) {
    told.stages.insert(format!("{what}: processor"), machine::processor_seconds() - used);
    told.stages.insert(format!("{what}: whole"), began.elapsed().as_secs_f64());
    told.stages.extend(watch.laps().into_iter().map(|(phase, seconds)| (format!("{what}: {phase}"), seconds)));
}

/// Seconds that SQLite takes for the rows of some tables, into a new database with the same tables and indexes: in one
/// transaction, in the order in which they are kept, with prepared statements, on the disk when it returns.
fn bare(from: &Path, tables: &[&str], into: &Path) -> Outcome<f64> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let target = Connection::open(into)?;
    target.pragma_update(None, "journal_mode", "wal")?;
    target.pragma_update(None, "synchronous", "full")?;
    target.pragma_update(None, "foreign_keys", false)?;
    target.execute_batch("CREATE TABLE account (id INTEGER PRIMARY KEY)")?;
    let mut contents: Vec<(String, Vec<Vec<Value>>)> = Vec::new();
    for table in tables {
        let sql = "SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 AND sql IS NOT NULL AND type IN ('table', 'index')
                   ORDER BY type DESC";
        let mut schema = source.prepare(sql)?;
        for sql in schema.query_map([table], |row| row.get::<_, String>(0))? {
            target.execute_batch(&sql?)?;
        }
        let mut read = source.prepare(&format!("SELECT * FROM {table}"))?;
        let columns = read.column_count();
        let rows =
            read.query_map([], |row| (0..columns).map(|column| row.get(column)).collect::<Result<Vec<_>, _>>())?;
        let places = vec!["?"; columns].join(", ");
        contents.push((format!("INSERT INTO {table} VALUES ({places})"), rows.collect::<Result<_, _>>()?));
    }
    let began = Instant::now();
    target.execute_batch("BEGIN IMMEDIATE")?;
    for (sql, rows) in &contents {
        let mut insert = target.prepare(sql)?;
        for row in rows {
            insert.execute(rusqlite::params_from_iter(row))?;
        }
    }
    target.execute_batch("COMMIT")?;
    Ok(began.elapsed().as_secs_f64())
}
