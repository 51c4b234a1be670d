//! What is built when, as the agenda has it: no files, no clock but the numbers that it is given.

use presstime::changes::Look;
use presstime::watch::agenda::{Agenda, Next, Work};

const SECOND: u64 = 1_000_000_000;

fn built(next: Next) -> Work {
    match next {
        Next::Build(work) => work,
        Next::Wait(milliseconds) => panic!("it waits for {milliseconds} ms"),
    }
}

fn waits(next: Next) -> u64 {
    match next {
        Next::Wait(milliseconds) => milliseconds,
        Next::Build(work) => panic!("it builds {work:?}"),
    }
}

fn paths(work: &Work) -> Vec<&str> {
    work.paths.keys().map(String::as_str).collect()
}

#[test]
fn one_edit_is_built_at_once_and_once() {
    let mut agenda = Agenda::default();
    agenda.hear("content/a.md".into(), Look::Bytes, false, 5);
    agenda.hear("content/a.md".into(), Look::Stamps, false, 5);
    let work = built(agenda.next(5, 0));
    assert_eq!(paths(&work), ["content/a.md"]);
    assert_eq!(work.paths["content/a.md"], Look::Bytes);
    assert!(!work.everything && !work.is_due);
    waits(agenda.next(20, 0));
}

#[test]
fn what_goes_and_what_comes_in_its_place_are_built_together() {
    let mut agenda = Agenda::default();
    agenda.hear("content/old.md".into(), Look::Bytes, true, 0);
    waits(agenda.next(0, 0));
    agenda.hear("content/new.md".into(), Look::Bytes, false, 6);
    waits(agenda.next(8, 0));
    assert_eq!(built(agenda.next(21, 0)).paths.len(), 2);
}

#[test]
fn a_burst_is_waited_for_but_not_for_ever() {
    let mut agenda = Agenda::default();
    let mut at = 0;
    let hear = |agenda: &mut Agenda, number: u64, at| {
        agenda.hear(format!("content/{number}.md"), Look::Bytes, false, at);
    };
    (0..100).for_each(|number| hear(&mut agenda, number, at));
    assert!(waits(agenda.next(at, 0)) > 0);
    // It goes on, file after file.
    while let Next::Wait(_) = agenda.next(at, 0) {
        at += 50;
        hear(&mut agenda, at, at);
        assert!(at < 5_000, "the last edit would never be seen");
    }
    assert!(at >= 1_000, "a checkout would be built in pieces");
}

#[test]
fn a_burst_that_ends_is_built_soon() {
    let mut agenda = Agenda::default();
    (0..100).for_each(|number| agenda.hear(format!("content/{number}.md"), Look::Bytes, false, 0));
    let wait = waits(agenda.next(0, 0));
    assert!(wait < 200, "{wait} ms");
    assert_eq!(built(agenda.next(wait, 0)).paths.len(), 100);
}

#[test]
fn what_is_heard_after_a_build_began_is_built_by_the_next() {
    let mut agenda = Agenda::default();
    agenda.hear("content/a.md".into(), Look::Bytes, false, 0);
    built(agenda.next(10, 0));
    agenda.hear("content/a.md".into(), Look::Bytes, false, 11);
    assert_eq!(paths(&built(agenda.next(40, 0))), ["content/a.md"]);
}

#[test]
fn lost_events_mean_a_look_at_everything() {
    let mut agenda = Agenda::default();
    agenda.hear_of_anything(0);
    let wait = waits(agenda.next(0, 0));
    assert!(built(agenda.next(wait, 0)).everything);
    assert!(!matches!(agenda.next(wait, 0), Next::Build(_)));
}

#[test]
fn an_instant_is_waited_for_to_the_second() {
    let mut agenda = Agenda::default();
    agenda.wake_at(Some(100));
    assert_eq!(waits(agenda.next(0, 99 * SECOND + 400_000_000)), 600);
    assert_eq!(waits(agenda.next(0, 100 * SECOND - 1)), 1);
    assert!(built(agenda.next(0, 100 * SECOND)).is_due);
    waits(agenda.next(0, 100 * SECOND));
}

#[test]
fn an_instant_does_not_wait_for_a_burst() {
    let mut agenda = Agenda::default();
    agenda.wake_at(Some(100));
    (0..100).for_each(|number| agenda.hear(format!("content/{number}.md"), Look::Bytes, false, 0));
    let work = built(agenda.next(1, 100 * SECOND));
    assert!(work.is_due && work.paths.len() == 100);
}

#[test]
fn a_far_instant_is_looked_at_again_since_clocks_are_set_and_machines_sleep() {
    let mut agenda = Agenda::default();
    agenda.wake_at(Some(100_000));
    assert!(waits(agenda.next(0, 0)) <= 1_000);
    assert!(built(agenda.next(1, 200_000 * SECOND)).is_due);
}

#[test]
fn a_build_that_failed_is_tried_again() {
    let mut agenda = Agenda::default();
    agenda.try_again(Some(500), 1_000);
    assert_eq!(waits(agenda.next(1_200, 0)), 300);
    assert!(built(agenda.next(1_500, 0)).is_due);
    assert_eq!(waits(agenda.next(1_500, 0)), 1_000);
}

#[test]
fn a_folder_is_looked_at_twice() {
    let mut agenda = Agenda::default();
    agenda.hear("content/a".into(), Look::Bytes, false, 0);
    agenda.glance_later("content/a".into(), 0);
    assert_eq!(built(agenda.next(10, 0)).paths["content/a"], Look::Bytes);
    let wait = waits(agenda.next(10, 0));
    assert_eq!(
        built(agenda.next(10 + wait, 0)).paths["content/a"],
        Look::Stamps
    );
    waits(agenda.next(11 + wait, 0));
}

#[test]
fn without_events_everything_is_looked_at_every_so_often() {
    let mut agenda = Agenda::new(Some(1_000));
    assert!(built(agenda.next(1_000, 0)).everything);
    assert_eq!(waits(agenda.next(1_200, 0)), 800);
    assert!(built(agenda.next(2_000, 0)).everything);
}
