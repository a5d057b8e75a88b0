//! A whole run, from the first question to the last tag: each kind of request goes wrong in every way that fits, `BuildKit`'s too.

use super::{FAULTS, Ground, each, finished, hosts, journal_of};
use crate::support::faulty::{Fault, Plan, Spell, shape};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

/// How many requests of one kind go wrong, one in a run.
const OF_ONE_KIND: usize = 3;
/// How many requests a whole warm run of two images, two platforms and two registries has, `BuildKit`'s not counted.
const BUDGET: usize = 72;

/// How a run may end, whoever made the request: our client, or `BuildKit`, which tries some again by itself.
fn codes(fault: Fault, request: &str) -> &'static [i32] {
    let is_ours = request.ends_with(" archwright");
    match fault {
        Fault::Unauthorised if is_ours => &[8],
        Fault::Unauthorised => &[0, 7, 8],
        Fault::WrongDigest => &[0, 7, 9],
        Fault::Reset | Fault::AnswerLost | Fault::ServerError | Fault::TooMany | Fault::Truncated | Fault::Hang if is_ours => &[0],
        Fault::Reset | Fault::AnswerLost | Fault::ServerError | Fault::TooMany | Fault::Truncated | Fault::Hang => &[0, 7],
    }
}

/// The requests that go wrong, by their kind and number, and how: `BuildKit`'s in every way at least once, ours in turn.
fn work(seen: &[String]) -> Vec<Plan> {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for line in seen {
        *kinds.entry(shape(line)).or_default() += 1;
    }
    let (ours, others): (Vec<_>, Vec<_>) = kinds.into_iter().partition(|(kind, _)| kind.ends_with(" archwright"));
    assert!(!ours.is_empty() && !others.is_empty(), "{seen:#?}");
    let plan = |kind: &str, at, fault| Plan { of: Some(kind.to_owned()), at, fault, spell: Spell::Once };
    let mut faults = FAULTS.into_iter().cycle();
    let mut all = Vec::new();
    for (kind, count) in &ours {
        for (turn, fault) in (0..OF_ONE_KIND.min(*count)).zip(&mut faults) {
            all.push(plan(kind, turn * count / OF_ONE_KIND.min(*count), fault));
        }
    }
    for (turn, fault) in FAULTS.into_iter().enumerate() {
        let (kind, count) = &others[turn % others.len()];
        all.push(plan(kind, turn / others.len() % count, fault));
    }
    all
}

fn run(ground: &Ground, plan: &Plan, number: usize) -> Result<(), String> {
    let tag = format!("{:?}-{number}", plan.fault).to_lowercase();
    ground.lines.plan(Some(plan.clone()));
    let ended = ground.publish(&tag);
    let codes = codes(plan.fault, plan.of.as_deref().unwrap_or_default());
    finished(ground, &tag, codes, &ended, || match journal_of(&ended) {
        Some(journal) => ground.resume(&journal),
        None => ground.publish(&tag),
    })
}

/// How often each manifest is read, where it is counted: a registry takes a GET for a pull, and no HEAD.
fn reads(seen: &[String]) -> BTreeMap<&str, usize> {
    let mut reads = BTreeMap::new();
    for line in seen.iter().filter(|line| line.ends_with(" archwright") && line.starts_with("GET ") && line.contains("/manifests/")) {
        *reads.entry(line.as_str()).or_default() += 1;
    }
    reads
}

#[test]
fn of_a_whole_run() {
    let (hosts, _second) = hosts();
    let first = Ground::new(&hosts);
    first.lines.plan(None);
    first.publish("counted").exits(0);
    let seen = first.lines.seen();
    let work: Vec<(usize, Plan)> = work(&seen).into_iter().enumerate().collect();
    let kinds: BTreeSet<_> = work.iter().filter_map(|(_, plan)| plan.of.clone()).collect();
    println!("{} requests of {} kinds; {} runs with a fault: {kinds:#?}", seen.len(), kinds.len(), work.len());
    let (hanging, quick): (Vec<_>, Vec<_>) = work.into_iter().partition(|(_, plan)| plan.fault == Fault::Hang);
    let turn = AtomicUsize::new(0);
    thread::scope(|scope| {
        // They wait for the client's time-out, all at once.
        let waiting = scope.spawn(|| {
            let own = || {
                thread::sleep(Duration::from_millis(500) * u32::try_from(turn.fetch_add(1, Ordering::Relaxed)).unwrap_or(0));
                Ground::new(&hosts)
            };
            each(&hanging, hanging.len(), own, |ground, (number, plan)| run(ground, plan, *number));
        });
        each(&quick, 4, || Ground::new(&hosts), |ground, (number, plan)| run(ground, plan, *number));
        waiting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
}

/// What a run that has nothing new to publish asks for.
#[test]
fn the_budget_of_a_warm_run() {
    let (hosts, _second) = hosts();
    let ground = Ground::new(&hosts);
    ground.lines.plan(None);
    ground.publish("whole").exits(0).tells("publish");
    let seen = ground.lines.seen();
    let ours = seen.iter().filter(|line| line.ends_with(" archwright")).count();
    let reads = reads(&seen);
    println!("{ours} requests of {}, {} manifests read", seen.len(), reads.values().sum::<usize>());
    assert!(reads.values().all(|times| *times == 1), "a manifest is read once: {reads:#?}");
    assert!(ours <= BUDGET, "the budget of a whole warm run is {BUDGET} requests, not {ours}: {seen:#?}");
}
