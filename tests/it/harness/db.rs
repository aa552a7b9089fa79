//! A database of its own for each test: a `SQLite` file, and a `PostgreSQL` database in a cluster that lives as long as
//! the test process, whatever ends it. Without `PostgreSQL`'s programs those tests say that they were skipped, or panic
//! where `CLAVIGER_REQUIRE=all`.

#![expect(clippy::unwrap_used, reason = "where a test can't be set up, it fails")]

use claviger::store::Db;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tokio::sync::OnceCell;

/// Makes of each `async fn name(db: &Db)` a test on `SQLite` and one on `PostgreSQL`.
macro_rules! both {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test] async fn $name() {
                let place = $crate::harness::db::sqlite().await;
                super::$name(&place.db).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test] async fn $name() {
                if let Some(place) = $crate::harness::db::postgres(stringify!($name)).await {
                    super::$name(&place.db).await;
                }
            })+
        }
    };
}
pub(crate) use both;

/// Makes of each `async fn name(place: &Place)` a test on `SQLite` and one on `PostgreSQL`, with threads of its own.
macro_rules! stories {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)] async fn $name() {
                super::$name(&$crate::harness::db::sqlite().await).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)] async fn $name() {
                if let Some(place) = $crate::harness::db::postgres(stringify!($name)).await {
                    super::$name(&place).await;
                }
            })+
        }
    };
}
pub(crate) use stories;

/// A database for one test.
#[derive(Debug)]
pub struct Place {
    /// Open and migrated.
    pub db: Db,
    /// Its address, for opening it a second time.
    pub url: String,
    dir: Option<PathBuf>,
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(dir) = &self.dir {
            let _ = std::fs::remove_dir_all(dir);
        }
    }
}

/// A folder that no other test has; whoever makes it takes it away.
pub fn folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("claviger-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let dir = std::env::temp_dir().join(name);
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir(&dir).unwrap();
    dir
}

/// A migrated `SQLite` file.
pub async fn sqlite() -> Place {
    let dir = folder();
    let url = format!("sqlite://{}", dir.join("house.db").display());
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    Place { db, url, dir: Some(dir) }
}

/// A migrated `PostgreSQL` database, where `PostgreSQL` is there.
pub async fn postgres(test: &str) -> Option<Place> {
    let url = postgres_from(test, Some("house")).await?;
    Some(Place { db: Db::open(&url).await.unwrap(), url, dir: None })
}

/// The address of a `PostgreSQL` database without anything in it, where `PostgreSQL` is there.
pub async fn postgres_empty(test: &str) -> Option<String> {
    postgres_from(test, None).await
}

async fn postgres_from(test: &str, template: Option<&str>) -> Option<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    static CLUSTER: OnceCell<Option<Cluster>> = OnceCell::const_new();
    let Some(cluster) = CLUSTER.get_or_init(Cluster::start).await else {
        assert!(std::env::var("CLAVIGER_REQUIRE").as_deref() != Ok("all"), "PostgreSQL isn't installed");
        println!("skipped on PostgreSQL, which isn't installed: {test}");
        return None;
    };
    let name = format!("t{}", COUNT.fetch_add(1, Ordering::Relaxed));
    cluster.create(&name, template).await;
    Some(cluster.url(&name))
}

struct Cluster {
    dir: PathBuf,
    // Its standard input is closed when this process ends; then it takes the cluster away.
    _keeper: Child,
}

/// Starts the server, waits until its standard input is closed, stops it and takes its folder away.
const KEEPER: &str = r#"
dir=$1; shift
"$@" >"$dir/log" 2>&1 &
cat >/dev/null
kill -QUIT $!
wait $!
rm -rf "$dir"
"#;

impl Cluster {
    async fn start() -> Option<Self> {
        use std::os::unix::{fs::MetadataExt, process::CommandExt};
        let bin = programs()?;
        let dir = folder();
        // PostgreSQL refuses to run as root.
        let mut prefix: Vec<String> = Vec::new();
        if std::fs::metadata("/proc/self").unwrap().uid() == 0 {
            prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"].map(Into::into).into();
            assert!(Command::new("chown").arg("postgres:").arg(&dir).status().unwrap().success());
        }
        let command = |program: &str| -> Vec<String> {
            let program = bin.join(program).display().to_string();
            prefix.iter().cloned().chain([program, "-D".into(), dir.join("data").display().to_string()]).collect()
        };
        let init = command("initdb");
        let made = Command::new(&init[0])
            .args(&init[1..])
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])
            .current_dir(&dir)
            .output()
            .unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let settings = ["listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off"];
        let sizes = ["max_connections=300", "shared_buffers=32MB", "deadlock_timeout=50ms"];
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(&dir)
            .args(command("postgres"))
            .arg("-k")
            .arg(&dir)
            .args(settings.iter().chain(&sizes).flat_map(|s| ["-c", s]))
            .current_dir(&dir)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let cluster = Self { dir, _keeper: keeper };
        cluster.wait().await;
        cluster.create("house", None).await;
        let db = Db::open(&cluster.url("house")).await.unwrap();
        db.migrate().await.unwrap();
        db.close().await;
        Some(cluster)
    }

    async fn wait(&self) {
        let until = std::time::Instant::now() + Duration::from_mins(1);
        while PgConnection::connect(&self.url("postgres")).await.is_err() {
            assert!(std::time::Instant::now() < until, "PostgreSQL doesn't start: see {}/log", self.dir.display());
            let _ = tokio::time::timeout(Duration::from_millis(20), std::future::pending::<()>()).await;
        }
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.dir.display())
    }

    async fn create(&self, name: &str, template: Option<&str>) {
        let mut c = PgConnection::connect(&self.url("postgres")).await.unwrap();
        let template = template.map(|t| format!(" TEMPLATE {t}")).unwrap_or_default();
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}{template}"))).execute(&mut c).await.unwrap();
        c.close().await.unwrap();
    }
}

/// Where `PostgreSQL`'s programs are: the newest version that is installed.
fn programs() -> Option<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|e| e.path().join("bin"));
    let version = |bin: &PathBuf| {
        bin.parent().and_then(Path::file_name).and_then(|v| v.to_str()?.parse::<u32>().ok()).unwrap_or_default()
    };
    installed.filter(|bin| bin.join("initdb").exists()).max_by_key(version)
}
