//! `presstime deploy`.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::running;
use super::workplace::{self, Ground};
use super::{build, plural};
use crate::cli::{self, BuildArgs, DeployArgs, Format, Machine};
use crate::config::Config;
use crate::config::deploy::{Service, Target, variable};
use crate::deploy::{self, Deployer, Order, Outcome, Sent, Wish};
use crate::diag::{Diagnostic, Place, Source};
use crate::engine::writing;
use crate::fs::{Disk, RealDisk};
use crate::print;

/// Builds the site and publishes it. Returns the exit code.
pub fn run(args: &DeployArgs, machine: &Machine, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    // What the build has to say; scripts get it with the rest.
    let mut of_build = Vec::new();
    if !args.no_build {
        let build_args = build_args(args);
        let report = build::build(&build_args, machine);
        let is_refused = build::is_refused(&report, &build_args);
        build::tell(&report, is_refused, &build_args, machine, out, err);
        of_build = report.diagnostics;
        if is_refused {
            if args.format == Format::Json {
                let refused = Err(Vec::new());
                let value = as_json(args.target.as_deref(), &refused, &of_build, args);
                let _ = writeln!(out, "{value:#}");
            }
            return 1;
        }
    }
    let start = cli::ticks();
    let (target, ended) = match prepare(args) {
        Ok(ready) => {
            let name = ready.target.name.clone();
            (Some(name), publish(&ready, args, machine))
        }
        Err(errors) => (args.target.clone(), Err(errors)),
    };
    let told = match args.format {
        Format::Json => writeln!(
            out,
            "{:#}",
            as_json(target.as_deref(), &ended, &of_build, args)
        ),
        Format::Text => {
            let (Ok((_, said)) | Err(said)) = &ended;
            err.write_all(print::text(said, machine.style).as_bytes())
                .and_then(|()| match &ended {
                    Ok((outcome, _)) if args.dry_run => out.write_all(listed(outcome).as_bytes()),
                    Ok((outcome, _)) if !args.quiet => {
                        let seconds = cli::ticks().saturating_sub(start);
                        let name = target.as_deref().unwrap_or_default();
                        writeln!(err, "{}", summary(name, outcome, seconds))
                    }
                    _ => Ok(()),
                })
        }
    };
    // A reader who hangs up wants no more: nothing to do about it.
    drop(told);
    u8::from(ended.is_err())
}

fn build_args(args: &DeployArgs) -> BuildArgs {
    BuildArgs {
        site: args.site.clone(),
        drafts: false,
        future: false,
        expired: false,
        now: None,
        full: false,
        strict: args.strict,
        // Its report is for people; that of the deployment is for scripts.
        format: Format::Text,
        quiet: args.quiet || args.format == Format::Json,
    }
}

/// All that a deployment needs, found to be in order.
struct Ready {
    ground: Ground,
    config: Config,
    target: Target,
    // The site's own name.
    site: String,
    // Held until the process ends, as those of its own build are: nobody deploys to the same place meanwhile, or builds
    // here, unless a process that stays did before.
    _locks: Vec<workplace::Lock>,
}

fn prepare(args: &DeployArgs) -> Result<Ready, Vec<Diagnostic>> {
    let ground = Ground::of(&args.site).map_err(|error| vec![*error])?;
    let config = read_config(&ground)?;
    let target = chosen(&config, args.target.as_deref()).map_err(|error| vec![*error])?;
    let fit = |diagnostic: Diagnostic| vec![diagnostic];
    if is_local(&config.url) {
        let message = format!(
            "`{}` is the address of this machine: no reader could follow a link",
            config.url
        );
        let hint = "write the address at which the site is read as `url` into site.yaml";
        return Err(fit(Diagnostic::error("local-url", message)
            .at(Place::file("site.yaml"))
            .hint(hint)));
    }
    if let Service::Folder(path) = &target.service {
        is_elsewhere(&ground, path).map_err(|error| vec![error.at(target.place.clone())])?;
    }
    let mut locks = Vec::new();
    if args.no_build {
        // Where somebody builds on, as `watch` does, what changes on the way is noticed.
        locks = workplace::hold(&ground).unwrap_or_default();
    }
    let (disk, folders) = (&**ground.disk(), &ground.folders);
    if !locks.is_empty() && writing(disk, folders).is_writing {
        let message = "the last build of this site did not end";
        let hint = "deploy without `--no-build`, or run `presstime build` first";
        return Err(fit(Diagnostic::error("not-built", message).hint(hint)));
    }
    let published = deploy::published(disk, folders, &config.url).map_err(|error| fit(*error))?;
    let lock = deploy::folder(&ground.folders, &target.name).join("lock");
    let taken = "another deployment to this place is under way";
    let lock = workplace::lock(&lock, Path::new(&target.name), taken);
    locks.push(lock.map_err(|error| vec![*error])?);
    Ok(Ready {
        ground,
        config,
        target,
        site: published.site,
        _locks: locks,
    })
}

fn read_config(ground: &Ground) -> Result<Config, Vec<Diagnostic>> {
    let path = crate::changes::CONFIG;
    let bytes = ground
        .disk()
        .read(&ground.folders.site.join(path))
        .map_err(|error| {
            let message = format!("site.yaml can't be read: {error}");
            vec![
                Diagnostic::error("no-config", message)
                    .at(Place::file(&ground.folders.site.to_string_lossy())),
            ]
        })?;
    let text = String::from_utf8(bytes);
    let text = text.map_err(|error| vec![Diagnostic::not_utf8(path, error.as_bytes())])?;
    let (config, said) = Config::parse(&Source { path, text: &text });
    let errors: Vec<Diagnostic> = said.into_iter().filter(Diagnostic::is_error).collect();
    config.filter(|_| errors.is_empty()).ok_or(errors)
}

fn chosen(config: &Config, name: Option<&str>) -> Result<Target, Box<Diagnostic>> {
    let targets = &config.deploy;
    let names = || {
        targets
            .iter()
            .map(|target| target.name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let place = Place::file("site.yaml");
    if let (None, [only]) = (name, targets.as_slice()) {
        return Ok(only.clone());
    }
    let found = targets
        .iter()
        .find(|target| Some(target.name.as_str()) == name);
    if let Some(target) = found {
        return Ok(target.clone());
    }
    let error = match name {
        _ if targets.is_empty() => Diagnostic::error("no-target", "site.yaml names no place to publish to")
            .hint("add one, as in `deploy: {live: {to: folder, path: /srv/www/courier}}`; see docs/deploy.md"),
        None => Diagnostic::error("no-target", "there are several places to publish to")
            .hint(format!("name one, as in `presstime deploy {}`: {}", targets[0].name, names())),
        Some(name) => {
            let near = crate::diag::did_you_mean(name, targets.iter().map(|target| target.name.as_str()));
            let hint = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", names()),
            };
            Diagnostic::error("no-target", format!("there is no place called `{name}`")).hint(hint)
        }
    };
    Err(Box::new(error.at(place)))
}

/// Makes sure that a folder to publish to is neither the site's own nor the one that it is built in.
fn is_elsewhere(ground: &Ground, path: &str) -> Result<(), Box<Diagnostic>> {
    let folder = workplace::whole(&ground.folders.site.join(path));
    let output = &ground.folders.output;
    if folder.starts_with(output) || output.starts_with(&folder) {
        let error = Diagnostic::error(
            "bad-target",
            "the site is built in this folder, and can't be published to it",
        );
        let hint = "name another folder, or serve what is built there as it is";
        return Err(Box::new(error.hint(hint)));
    }
    let apart = workplace::is_apart(&ground.folders.site, &folder);
    apart.map_err(|error| {
        Box::new(error.hint("name a folder of its own as `path:`, as in `path: ../www`"))
    })
}

/// Whether an address is one that only this machine understands.
fn is_local(url: &str) -> bool {
    let host = url.split("://").nth(1).unwrap_or_default();
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_name = name == "localhost" || name.ends_with(".localhost");
    let address = name.parse::<std::net::IpAddr>();
    is_name || address.is_ok_and(|address| address.is_loopback() || address.is_unspecified())
}

type Ended = Result<(Outcome, Vec<Diagnostic>), Vec<Diagnostic>>;

fn publish(ready: &Ready, args: &DeployArgs, machine: &Machine) -> Ended {
    let target = &ready.target;
    let secrets = |key: &str| secret(target, key);
    let order = Order {
        target,
        folders: &ready.ground.folders,
        disk: ready.ground.disk().clone(),
        site: ready.site.clone(),
        url: &ready.config.url,
        me: me(&ready.ground),
        hubs: hubs(&ready.config),
        secrets: &secrets,
        variable: &cli::variable,
        wish: Wish {
            dry_run: args.dry_run,
            verify: args.verify,
            adopt: args.adopt,
            take_over: args.take_over,
            no_grace: args.no_grace,
        },
        clock: cli::now,
        progress: if machine.is_watched && !args.quiet {
            cli::sent
        } else {
            |_: Sent| {}
        },
    };
    let fault = |error: Box<Diagnostic>| {
        let placed = if error.place.is_none() {
            error.at(target.place.clone())
        } else {
            *error
        };
        vec![placed]
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| {
        vec![Diagnostic::error(
            "system",
            format!("the system has no more to give: {error}"),
        )]
    })?;
    let deployment = deploy::deploy(&order);
    let outcome = match target.service {
        // Connections that `ssh` keeps open outlive a process that does not close them.
        Service::Sftp(_) => runtime.block_on(async {
            tokio::select! {
                done = deployment => done,
                () = running::interrupted() => Err(stopped()),
            }
        }),
        _ => runtime.block_on(deployment),
    };
    let outcome = outcome.map_err(fault)?;
    let mut said: Vec<Diagnostic> = outcome
        .changed_behind
        .iter()
        .map(|path| behind(path, args.dry_run))
        .collect();
    if !args.dry_run {
        said.extend(runtime.block_on(deploy::after::tell(&order)));
    }
    Ok((outcome, said))
}

fn stopped() -> Box<Diagnostic> {
    let error = Diagnostic::error("stopped", "the deployment was stopped");
    Box::new(error.hint("readers have a whole site; the next deployment goes on from here"))
}

fn behind(path: &str, is_dry: bool) -> Diagnostic {
    let done = if is_dry { "would be" } else { "was" };
    let message =
        format!("`{path}` was changed or taken away there by somebody else, and {done} put right");
    Diagnostic::warning("changed-behind", message)
}

/// The secret of a target: by the variable of its own, or those by which a service's own tools go.
fn secret(target: &Target, key: &str) -> Option<String> {
    let usual = match (&target.service, key) {
        (Service::Azure(_), "account") => Some("AZURE_STORAGE_ACCOUNT"),
        (Service::Azure(_), "account_key") => Some("AZURE_STORAGE_KEY"),
        (Service::Azure(_), "sas_token") => Some("AZURE_STORAGE_SAS_TOKEN"),
        (Service::Azure(_), "connection_string") => Some("AZURE_STORAGE_CONNECTION_STRING"),
        _ => None,
    };
    let own = cli::variable(&variable(&target.name, key));
    own.or_else(|| usual.and_then(cli::variable))
        .filter(|value| !value.is_empty())
}

fn hubs(config: &Config) -> Vec<(String, String)> {
    let languages = config.languages.iter();
    let hubs = languages.filter_map(|language| {
        let below = crate::site::urls::home(&language.code, &config.language);
        let below = crate::site::urls::Base::new(&config.url).absolute(&below);
        Some((below, language.feed.hub.clone()?))
    });
    hubs.collect()
}

/// Who deploys, for whoever comes upon the lock.
fn me(ground: &Ground) -> Deployer {
    let machine = |path: &str| {
        let bytes = RealDisk.read(Path::new(path)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).trim().to_owned()
    };
    let host = machine("/proc/sys/kernel/hostname");
    let host = if host.is_empty() {
        cli::variable("COMPUTERNAME").unwrap_or_default()
    } else {
        host
    };
    let user = cli::variable("USER")
        .or_else(|| cli::variable("USERNAME"))
        .unwrap_or_default();
    let who = if user.is_empty() {
        host.clone()
    } else {
        format!("{user}@{host}")
    };
    let boot = machine("/proc/sys/kernel/random/boot_id");
    let site = ground.folders.site.to_string_lossy();
    // Where the system does not tell machines apart, no other lock is known to be of this place.
    let once = if boot.is_empty() { cli::now() } else { 0 };
    Deployer {
        place: deploy::manifest::hash(format!("{host}\n{boot}\n{site}\n{once}").as_bytes()),
        who: if who.is_empty() {
            "somebody".to_owned()
        } else {
            who
        },
    }
}

/// What was done, in a line or two.
fn summary(target: &str, outcome: &Outcome, milliseconds: u64) -> String {
    if outcome.uploaded.is_empty() && outcome.removed.is_empty() {
        return format!(
            "{target}: nothing to publish, {} are there",
            plural(outcome.files, "file")
        );
    }
    let mut line = format!(
        "{target}: put {} ({}) there, took away {}, in {milliseconds} ms; {} in all",
        plural(outcome.uploaded.len(), "file"),
        size(outcome.bytes),
        outcome.removed.len(),
        outcome.files,
    );
    if outcome.kept > 0 {
        let _ = write!(
            line,
            "; {} that no page shows any more stay for a while",
            plural(outcome.kept, "asset")
        );
    }
    if outcome.retries > 0 {
        let _ = write!(
            line,
            "; the service put off {}",
            plural(outcome.retries, "request")
        );
    }
    line
}

/// What would be done, a file a line, as `rsync --itemize-changes` would have it.
fn listed(outcome: &Outcome) -> String {
    let uploads = outcome
        .uploaded
        .iter()
        .map(|file| format!("put    {:>10}  {}\n", file.bytes, file.path));
    let removals = outcome
        .removed
        .iter()
        .map(|path| format!("remove {:>10}  {path}\n", ""));
    let last = format!(
        "would put {} ({}) there and take away {}\n",
        plural(outcome.uploaded.len(), "file"),
        size(outcome.bytes),
        outcome.removed.len()
    );
    uploads.chain(removals).chain([last]).collect()
}

fn size(bytes: u64) -> String {
    indicatif::BinaryBytes(bytes).to_string()
}

fn as_json(
    target: Option<&str>,
    ended: &Ended,
    of_build: &[Diagnostic],
    args: &DeployArgs,
) -> serde_json::Value {
    let (Ok((_, said)) | Err(said)) = ended;
    let diagnostics: Vec<_> = of_build.iter().chain(said).map(print::json).collect();
    let mut value = json!({
        "ok": ended.is_ok(),
        "target": target,
        "dryRun": args.dry_run,
        "diagnostics": diagnostics,
    });
    if let (Ok((outcome, _)), Some(value)) = (ended, value.as_object_mut()) {
        let outcome = serde_json::to_value(outcome).unwrap_or_default();
        value.extend(outcome.as_object().cloned().unwrap_or_default());
    }
    value
}
