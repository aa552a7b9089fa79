//! Backup and restore of a house of some size, beside `zstd` alone and `age` alone over the same bytes in the same run.
//!
//! The file of the house is made larger by rows that compress as a house's do. What is compared is the speed over the
//! database's size, so that the numbers stand beside each other.

#![allow(clippy::expect_used, reason = "a measurement that can't go on ends")]

#[path = "ground/mod.rs"]
mod ground;

use claviger::{
    app::{
        Parts,
        backups::{Request, backup_to, restore_from},
        open,
    },
    config::{self, Config},
    in_tx,
    ports::Clock,
    store,
};
use ground::{folder, median, timed};
use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufReader, BufWriter, Write},
    path::Path,
};

/// Entries of the log that make the house large.
const ROWS: usize = 400_000;
/// Each is measured so often.
const ROUNDS: usize = 5;

fn settings(folder: &Path, name: &str) -> Config {
    let folder = folder.join(name);
    let settings = HashMap::from([
        ("DATABASE_URL", format!("sqlite://{}", folder.join("house.db").display())),
        ("DATA_DIR", folder.display().to_string()),
        ("BACKUP_PASSPHRASE", "a passphrase to measure".to_owned()),
        ("BACKUP_WORK_FACTOR", "10".to_owned()),
    ]);
    config::read(|name| settings.get(name).cloned()).expect("settings")
}

async fn fill(config: &Config) {
    let opened = open(config, &Parts::default()).await.expect("a house");
    let now = claviger::app::SystemClock.now();
    for chunk in 0..ROWS / 2_000 {
        in_tx!(opened.db, |tx| {
            for n in 0..2_000 {
                let detail = serde_json::json!({ "name": format!("phone-{chunk}-{n}"), "bytes": chunk * n * 7_919 });
                let entry = store::audit::NewEntry {
                    at: now,
                    actor: "person:1",
                    chat: None,
                    action: "key.update",
                    subject: "key:7",
                    detail: &detail,
                    result: store::audit::AuditResult::Ok,
                };
                store::audit::append(tx, &entry).await?;
            }
            Ok::<_, store::StoreError>(())
        })
        .expect("rows");
    }
    opened.db.close().await;
}

/// zstd alone, on as many threads as the backup uses.
fn zstd_alone(from: &Path, to: &Path) -> io::Result<()> {
    let mut out = zstd::stream::write::Encoder::new(BufWriter::new(File::create(to)?), 3)?;
    out.multithread(u32::try_from(std::thread::available_parallelism()?.get().min(4)).unwrap_or(1))?;
    io::copy(&mut BufReader::with_capacity(1 << 20, File::open(from)?), &mut out)?;
    out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

/// age alone, over bytes that aren't compressed.
fn age_alone(from: &Path, to: &Path) -> io::Result<()> {
    let mut recipient = age::scrypt::Recipient::new("a passphrase to measure".to_owned().into());
    recipient.set_work_factor(10);
    let all = std::iter::once(&recipient as &dyn age::Recipient);
    let sealer = age::Encryptor::with_recipients(all).map_err(io::Error::other)?;
    let mut out = sealer.wrap_output(BufWriter::new(File::create(to)?))?;
    io::copy(&mut BufReader::with_capacity(1 << 20, File::open(from)?), &mut out)?;
    let mut file = out.finish()?;
    file.flush()?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

async fn measure(root: &Path, config: &Config, database: &Path, mb: f64) {
    let (mut both, mut packed, mut sealed, mut backed, mut restored) = (vec![], vec![], vec![], vec![], vec![]);
    let archive = root.join("b.tar.zst.age");
    for round in 0..ROUNDS {
        let began = std::time::Instant::now();
        zstd_alone(database, &root.join("zstd")).expect("zstd");
        packed.push(ground::ms(began.elapsed()));
        let began = std::time::Instant::now();
        age_alone(database, &root.join("age")).expect("age");
        sealed.push(ground::ms(began.elapsed()));
        both.push(packed[round] + sealed[round]);
        let (taken, made) = timed(backup_to(config, &Parts::default(), &archive)).await;
        made.expect("a backup");
        backed.push(taken);
        let other = settings(root, &format!("restored-{round}"));
        let request = Request { file: &archive, backup_first: false };
        let (taken, done) = timed(restore_from(&other, &Parts::default(), request, |_, _| true)).await;
        done.expect("a restore");
        restored.push(taken);
        let _ = std::fs::remove_dir_all(root.join(format!("restored-{round}")));
    }
    let speed = |name: &str, all: Vec<f64>| {
        let ms = median(all);
        println!("{name:<44} {ms:>8.0} ms   {:>6.0} MB/s", mb / ms * 1_000.0);
    };
    speed("zstd alone", packed);
    speed("age alone", sealed);
    speed("zstd, then age, each by itself", both);
    speed("backup: snapshot, file, read back and proved", backed);
    speed("restore: unpacked, checked, in its place", restored);
    let size = std::fs::metadata(&archive).map_or(0, |facts| facts.len());
    println!("the backup's file is {size} bytes");
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let root = folder("backup");
    let config = settings(&root, "house");
    runtime.block_on(fill(&config));
    let database = root.join("house/house.db");
    #[expect(clippy::cast_precision_loss, reason = "a file of some hundred megabytes")]
    let mb = std::fs::metadata(&database).expect("the file").len() as f64 / 1e6;
    println!("a house of {mb:.0} MB, {ROWS} entries");
    runtime.block_on(measure(&root, &config, &database, mb));
    let _ = std::fs::remove_dir_all(&root);
}
