//! `presstime watch`: what is decided when, without files; and the program itself, with real files and real events.

mod agenda;
mod events;
mod exec;
mod sight;
mod time;
