# What CI runs, and what it is made of. `just` lists the recipes.

set shell := ["bash", "-euo", "pipefail", "-c"]

_default:
    @just --list --unsorted

# All that must hold before a change goes in
ci:
    bash .ci/run

# The demonstration outlet, into public/
build *args:
    cargo run --release -- build {{ args }}

# The demonstration outlet in a browser, as it is edited
serve *args:
    cargo run --release -- serve {{ args }}

# All tests
test *args:
    cargo test {{ args }}

# Clippy, as CI has it
lint:
    cargo clippy --all-targets -- -D warnings

# Format the crate
fmt:
    cargo fmt

# The crate's documentation
docs *args:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps {{ args }}

# Check the built site as CI does
check-site dir="public":
    python3 .ci/check_site.py {{ dir }}

# A browser before a running server (needs node, npm and chromium)
web:
    cargo build --release
    bash tests/web/run target/release/presstime

# Pictures of pages beside the accepted ones (needs fonts-noto-core too)
pictures:
    cargo build --release
    bash tests/web/pictures.sh target/release/presstime

# Accept the pictures as they are now
accept:
    cargo build --release
    bash tests/web/pictures.sh target/release/presstime --accept

# The binary as it is released, compiled for what a build does most: target/released/presstime (twenty minutes)
release:
    bash .ci/release

# Measurements: `just bench` says which there are
bench *args:
    cargo bench --bench newsroom -- {{ args }}

# Side by side with Hugo, where it is at hand
compare *args:
    cargo build --release
    python3 benches/compare.py --presstime target/release/presstime {{ args }}

# Photos side by side with Hugo
compare-photos *args:
    cargo build --release
    python3 benches/photos.py --presstime target/release/presstime {{ args }}

# Deployments side by side with rclone and the AWS command line
compare-deploy *args:
    cargo build --release
    python3 benches/deploy.py --presstime target/release/presstime {{ args }}

# What a browser makes of the demonstration outlet's photos, of its pages, and of its weight on a telephone
bars dir="public":
    npm install --silent --no-audit --no-fund --no-package-lock --prefix tests/web
    node tests/web/photos.mjs {{ dir }} / /en/ /isla/ /authors/ /isla/2026/11/temporal-noviembre/
    node tests/web/bars.mjs {{ dir }} demonstration
    node tests/web/lighthouse.mjs {{ dir }} demonstration

# Fuzz one target: front_matter, markdown_faq, dates, ledger or photo
fuzz target="front_matter" seconds="600":
    mkdir -p fuzz/corpus/{{ target }}
    # What makes a released binary quick makes this one slow to compile.
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=line-tables-only \
        RUSTC_BOOTSTRAP=1 cargo fuzz run --sanitizer none {{ target }} fuzz/corpus/{{ target }} fuzz/seeds/{{ target }} -- \
        -max_total_time={{ seconds }} -timeout=20 -rss_limit_mb=4096 -max_len=4096 \
        $(test -f fuzz/dictionaries/{{ target }}.dict && echo -dict=fuzz/dictionaries/{{ target }}.dict)

# Licences and advisories of the dependencies (needs cargo-deny)
deny:
    cargo deny check
