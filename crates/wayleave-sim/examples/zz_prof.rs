//! prof
use wayleave_sim::model::Clock;
use wayleave_sim::replicate;
#[path = "../tests/building/mod.rs"]
mod building;
fn main() {
    let model = building::pipeline::model(Clock::Ticks);
    let t = std::time::Instant::now();
    let n_rep: u32 = std::env::args().nth(1).map_or(200, |a| a.parse().unwrap());
    let mut n = 0;
    let mut p = 0.0;
    for r in 0..n_rep {
        let t = replicate(&model, &[], 1, r);
        n += t.n_events;
        p += t.n_arrived;
    }
    let s = t.elapsed().as_secs_f64();
    println!("{:.3} ms each, {:.1} ns/event, {} events {} people", s * 1e3 / n_rep as f64, s * 1e9 / n as f64, n / 200, p / 200.0);
}
