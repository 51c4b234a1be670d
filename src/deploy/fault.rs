//! What goes wrong at a remote, as it is told.

use opendal::ErrorKind;

use super::Fault;
use crate::config::deploy::{Service, Target};
use crate::diag::Diagnostic;

/// The diagnostic of an error that a service gave.
pub fn of(error: &opendal::Error, target: &Target) -> Fault {
    told(error, target, "the service refuses")
}

/// The same, with what it is that the service refuses if nobody may do it.
fn told(error: &opendal::Error, target: &Target, refused: &str) -> Fault {
    let said = reason(error);
    let kind = match error.kind() {
        ErrorKind::Unexpected if is_refusal(error) => ErrorKind::PermissionDenied,
        ErrorKind::ConfigInvalid if said.contains("NoSuchBucket") => ErrorKind::NotFound,
        kind => kind,
    };
    let (code, message) = match kind {
        ErrorKind::PermissionDenied => ("deploy-denied", format!("{refused}: {said}")),
        ErrorKind::NotFound => (
            "deploy-not-found",
            format!("the service knows of no such place: {said}"),
        ),
        ErrorKind::RateLimited => (
            "deploy-throttled",
            format!("the service asks to slow down, again and again: {said}"),
        ),
        ErrorKind::ConfigInvalid => (
            "deploy-target",
            format!("the place can't be used as it is described: {said}"),
        ),
        _ if error.is_temporary() || error.is_persistent() => (
            "deploy-failed",
            format!("the service could not be reached, or gave up: {said}"),
        ),
        _ => ("deploy-failed", format!("the service failed: {said}")),
    };
    let diagnostic = Diagnostic::error(code, message);
    Box::new(match kind {
        ErrorKind::PermissionDenied | ErrorKind::ConfigInvalid => {
            diagnostic.hint(credentials(target))
        }
        ErrorKind::NotFound => diagnostic.hint("is it there, and is its name spelled like that?"),
        _ => diagnostic.hint(
            "nothing is half done for readers: deploy again, and it goes on from where it was",
        ),
    })
}

/// The same of an error in writing a file. Folders are made as needed, so that one is missing means that it could not be
/// made.
pub fn of_write(error: &opendal::Error, target: &Target) -> Fault {
    if error.kind() == ErrorKind::NotFound && !target.service.sends_headers() {
        let message = "the service lets us read, but not write";
        let error = Diagnostic::error("deploy-denied", message);
        return Box::new(error.hint(credentials(target)));
    }
    told(error, target, "the service does not let us write")
}

/// Whether a service let nobody in, by its status: not all are told apart by the library.
pub fn is_refusal(error: &opendal::Error) -> bool {
    if error.kind() == ErrorKind::PermissionDenied {
        return true;
    }
    matches!(status(error).as_deref(), Some("401" | "403"))
}

/// The status that a service answered with, which the library tells in words alone.
fn status(error: &opendal::Error) -> Option<String> {
    let said = format!("{error:?}");
    let (_, status) = said.split_once("status: ")?;
    Some(status.chars().take_while(char::is_ascii_digit).collect())
}

/// What an error says, from its own words to those of its cause, in one line.
fn reason(error: &opendal::Error) -> String {
    let mut words = vec![error.message().to_owned()];
    let mut cause = std::error::Error::source(error);
    while let Some(one) = cause {
        let said = one.to_string();
        if !words.iter().any(|word| word.contains(&said)) {
            words.push(said);
        }
        cause = one.source();
    }
    let mut words = words.join(": ");
    if words.is_empty() {
        words = status(error).map_or_else(
            || error.kind().to_string(),
            |status| format!("it answers {status}"),
        );
    }
    // A page for people, of which the title says it all.
    if let Some((_, title)) = words.split_once("<title>") {
        words = title
            .split("</title>")
            .next()
            .unwrap_or_default()
            .to_owned();
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where the credentials of a target are looked for.
pub fn credentials(target: &Target) -> String {
    let name = |secret| crate::config::deploy::variable(&target.name, secret);
    match &target.service {
        Service::Folder(_) => "may you write there?".to_owned(),
        Service::S3(_) => format!(
            "credentials come from `{}` and `{}`, from `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or from \
             `~/.aws`; may they read, write and delete in this bucket?",
            name("access_key_id"),
            name("secret_access_key")
        ),
        Service::Gcs(_) => format!(
            "credentials come from `{}` or `{}`, or from the file that `GOOGLE_APPLICATION_CREDENTIALS` names",
            name("credential"),
            name("token")
        ),
        Service::Azure(_) => format!(
            "credentials come from `{}`, `{}` or `{}`, or from `AZURE_STORAGE_KEY`, `AZURE_STORAGE_SAS_TOKEN` or \
             `AZURE_STORAGE_CONNECTION_STRING`",
            name("account_key"),
            name("sas_token"),
            name("connection_string")
        ),
        Service::Sftp(_) => {
            "does `ssh` itself get there, without asking for a password? its key and its \
                             `known_hosts` are used"
                .to_owned()
        }
        Service::Webdav(_) => format!(
            "credentials come from `{}` and `{}`, or from `{}`",
            name("username"),
            name("password"),
            name("token")
        ),
        Service::Git(_) => {
            "does `git push` itself get there, without asking for a password?".to_owned()
        }
    }
}
