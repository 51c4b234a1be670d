//! Arguments in, exit code out.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[allow(clippy::disallowed_methods, reason = "this is the edge")]
fn main() -> ExitCode {
    presstime::cli::run(std::env::args_os())
}
