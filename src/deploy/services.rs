//! From a service of `site.yaml` to one that takes files.

use std::path::Path;
use std::time::Duration;

use opendal::Operator;
use opendal::layers::{RetryLayer, TimeoutLayer};

use super::Fault;
use crate::config::deploy::{Service, Target};
use crate::diag::Diagnostic;

/// A request that a service refuses for a moment is made again after half a second at first, and twice as long each
/// time.
const FIRST_DELAY: Duration = Duration::from_millis(500);
const LONGEST_DELAY: Duration = Duration::from_secs(20);

/// A service that does not answer for so long is asked again.
const PATIENCE: Duration = Duration::from_mins(1);

/// So long all files that are under way may take, which is enough for what travels at once on a slow line.
const JOURNEY: Duration = Duration::from_mins(10);

/// Gives the secret of a target by its key, from wherever it is kept.
pub type Secrets<'s> = &'s dyn Fn(&str) -> Option<String>;

/// What takes the files of a target, if it is no repository. `site` is the folder from which paths are meant.
///
/// # Errors
/// This presstime was built without the service, or it can't be reached in the way that `site.yaml` says.
pub fn operator(target: &Target, site: &Path, secrets: Secrets) -> Result<Operator, Fault> {
    speak_tls();
    // Once a process, and by nobody else: services that speak HTTP find it there.
    opendal_http_transport_reqwest::install_default();
    let bare = bare(target, site, secrets)?;
    let timeout = TimeoutLayer::new()
        .with_timeout(PATIENCE)
        .with_io_timeout(JOURNEY);
    bare.map(|operator| operator.layer(timeout))
        .map_err(|error| super::fault::of(&error, target))
}

/// The same, but requests that the service refuses for a moment are made again; `on_retry` is told of each.
pub fn patient(
    operator: &Operator,
    service: &Service,
    on_retry: impl Fn() + Send + Sync + 'static,
) -> Operator {
    let retry = RetryLayer::new()
        .with_max_times(retries(service))
        .with_min_delay(FIRST_DELAY)
        .with_max_delay(LONGEST_DELAY)
        .with_jitter()
        .with_notify(move |_: opendal::layers::RetryEvent<'_>| on_retry());
    operator.clone().layer(retry)
}

/// What takes the files of a target, as the library of its service makes it.
#[cfg_attr(
    not(feature = "default"),
    allow(unused_variables, reason = "services that were left out take some")
)]
fn bare(
    target: &Target,
    site: &Path,
    secrets: Secrets,
) -> Result<opendal::Result<Operator>, Fault> {
    match &target.service {
        #[cfg(feature = "folder")]
        Service::Folder(path) => {
            let path = site.join(path);
            Ok(Operator::new(
                opendal::services::Fs::default().root(&path.to_string_lossy()),
            ))
        }
        #[cfg(feature = "s3")]
        Service::S3(s3) => Ok(s3_operator(s3, secrets)),
        #[cfg(feature = "gcs")]
        Service::Gcs(gcs) => {
            let mut builder = opendal::services::Gcs::default()
                .bucket(&gcs.bucket)
                .root(&gcs.root);
            if let Some(endpoint) = &gcs.endpoint {
                builder = builder.endpoint(endpoint);
            }
            if let Some(credential) = secrets("credential") {
                builder = builder.credential(&credential);
            }
            if let Some(token) = secrets("token") {
                builder = builder.token(token);
            }
            Ok(Operator::new(builder))
        }
        #[cfg(feature = "azure")]
        Service::Azure(azure) => Ok(azure_operator(azure, secrets)),
        #[cfg(feature = "sftp")]
        Service::Sftp(sftp) => {
            let port = sftp
                .port
                .map_or_else(String::new, |port| format!(":{port}"));
            let mut builder = opendal::services::Sftp::default()
                .endpoint(&format!("ssh://{}{port}", sftp.host))
                .root(&sftp.root);
            if let Some(user) = &sftp.user {
                builder = builder.user(user);
            }
            if let Some(key) = &sftp.key {
                builder = builder.key(&site.join(key).to_string_lossy());
            }
            Ok(Operator::new(builder))
        }
        #[cfg(feature = "webdav")]
        Service::Webdav(webdav) => {
            let builder = opendal::services::Webdav::default()
                .endpoint(&webdav.endpoint)
                .root(&webdav.root)
                .username(&secrets("username").unwrap_or_default())
                .password(&secrets("password").unwrap_or_default())
                .token(&secrets("token").unwrap_or_default());
            Ok(Operator::new(builder))
        }
        service => Err(is_missing(service)),
    }
}

/// Has HTTP clients of this process encrypt with ring, which is quicker to build than what rustls takes by itself. To
/// be called before one is made; once is enough, and more does no harm.
pub fn speak_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// How often a request is made again: a folder and a server of one's own don't ask to slow down. What SFTP was sent in
/// part can't be sent again into the same file, so the whole is, by the one who knows it.
fn retries(service: &Service) -> usize {
    match service {
        Service::Folder(_) | Service::Sftp(_) => 0,
        // Who may not write is told the same as one who comes upon a lock.
        Service::Webdav(_) => 4,
        _ => 8,
    }
}

/// The fault that a service was left out of this presstime.
pub fn is_missing(service: &Service) -> Fault {
    let name = service.name();
    let message = format!("this presstime was built without `{name}`");
    let error = Diagnostic::error("deploy-unsupported", message);
    Box::new(error.hint(format!("build it with `--features {name}`")))
}

#[cfg(feature = "s3")]
fn s3_operator(s3: &crate::config::deploy::S3, secrets: Secrets) -> opendal::Result<Operator> {
    let mut builder = opendal::services::S3::default()
        .bucket(&s3.bucket)
        .root(&s3.root);
    match &s3.endpoint {
        // Stores of others mostly have none, or find it out; the signature wants some word.
        Some(endpoint) => {
            let region = s3.region.as_deref().unwrap_or("us-east-1");
            builder = builder.endpoint(endpoint).region(region);
        }
        None => {
            builder = builder.enable_virtual_host_style();
            if let Some(region) = &s3.region {
                builder = builder.region(region);
            }
        }
    }
    if let Some(profile) = &s3.profile {
        builder = builder.profile(profile);
    }
    if let (Some(id), Some(key)) = (secrets("access_key_id"), secrets("secret_access_key")) {
        builder = builder.access_key_id(&id).secret_access_key(&key);
    }
    if let Some(token) = secrets("session_token") {
        builder = builder.session_token(&token);
    }
    Operator::new(builder)
}

#[cfg(feature = "azure")]
fn azure_operator(
    azure: &crate::config::deploy::Azure,
    secrets: Secrets,
) -> opendal::Result<Operator> {
    let mut builder = match secrets("connection_string") {
        Some(all) => opendal::services::Azblob::from_connection_string(&all)?,
        None => opendal::services::Azblob::default(),
    };
    builder = builder.container(&azure.container).root(&azure.root);
    let account = azure.account.clone().or_else(|| secrets("account"));
    if let Some(account) = &account {
        let endpoint = format!("https://{account}.blob.core.windows.net");
        let endpoint = azure.endpoint.clone().unwrap_or(endpoint);
        builder = builder.account_name(account).endpoint(&endpoint);
    } else if let Some(endpoint) = &azure.endpoint {
        builder = builder.endpoint(endpoint);
    }
    if let Some(key) = secrets("account_key") {
        builder = builder.account_key(&key);
    }
    if let Some(token) = secrets("sas_token") {
        builder = builder.sas_token(&token);
    }
    Operator::new(builder)
}
