//! A store that speaks S3, from a folder: the same server for all that are measured against it.

use std::io;
use std::path::Path;

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;

/// Whoever comes with this is let in.
pub const KEY: &str = "AKEXAMPLE";
pub const SECRET: &str = "not-a-secret";

/// Serves the folders below `root` as buckets, at a port of this machine, until the process is killed.
pub fn serve(root: &Path, port: u16) -> io::Result<()> {
    let files = FileSystem::new(root).map_err(|error| io::Error::other(format!("{error:?}")))?;
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
    let service = builder.build();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
        let app = axum::Router::new().fallback(move |request: Request| {
            let service = service.clone();
            async move {
                let answered = service.call(request.map(s3s::Body::http_body_unsync)).await;
                answered.map_or_else(
                    |error| Response::new(Body::from(format!("{error:?}"))),
                    |response| response.map(Body::new),
                )
            }
        });
        axum::serve(listener, app).await
    })
}
