//! `presstime serve`: the site as it is being edited, to be looked at in a browser.
//!
//! The press ([`crate::watch`]) builds into an output folder; after each build it hands over an [`Edition`]: what
//! there is to say of it. The server reads files from the folder and knows nothing else of the engine. What a
//! response has that the file has not ([`inject`]) is put in when it is sent.

pub mod address;
mod answer;
pub mod desk;
pub mod edition;
mod events;
mod file;
pub mod inject;
mod lab;
pub mod path;
pub mod tags;
pub mod version;

use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

pub use self::address::Hosts;
pub use self::edition::Edition;
pub use self::lab::Lab;
use crate::engine::Folders;
use crate::fs::Disk;

/// What the server answers from.
pub struct House {
    /// Where the output is.
    pub folders: Folders,
    /// On which disk.
    pub disk: Arc<dyn Disk>,
    /// Under which names.
    pub hosts: Hosts,
    /// What develops photos that nobody has looked at yet.
    pub lab: Arc<Lab>,
    /// The latest edition.
    pub latest: watch::Receiver<Arc<Edition>>,
}

/// Answers at a port until it is dropped.
///
/// # Errors
/// The system does not let it.
pub async fn run(listener: std::net::TcpListener, house: House) -> std::io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let router = Router::new()
        .fallback(answer::answer)
        .with_state(Arc::new(house));
    axum::serve(listener, router).await
}
