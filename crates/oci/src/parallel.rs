//! Work on a list with a few threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Maps in parallel, at most `threads` at once, results in order; the first error in order is given, and nothing new starts after one.
pub(crate) fn try_map<T: Sync, R: Send, E: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let position = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(position) else { return done };
            let result = work(item);
            if result.is_err() {
                next.store(items.len(), Ordering::Relaxed);
            }
            done.push((position, result));
        }
    };
    let mut results: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.clamp(1, items.len().max(1))).map(|_| scope.spawn(take)).collect();
        let join = |worker: thread::ScopedJoinHandle<'_, _>| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        workers.into_iter().flat_map(join).collect()
    });
    results.sort_by_key(|(position, _)| *position);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_their_order_and_the_first_error_wins() {
        let items: Vec<u32> = (0..100).collect();
        assert_eq!(try_map::<_, _, ()>(&items, 8, |item| Ok(item * 2)).unwrap()[99], 198);
        assert_eq!(try_map(&items, 1, |item| if *item > 40 { Err(*item) } else { Ok(()) }), Err(41));
        assert_eq!(try_map::<u32, u32, ()>(&[], 8, |item| Ok(*item)), Ok(vec![]));
    }
}
