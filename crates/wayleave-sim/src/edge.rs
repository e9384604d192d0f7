//! The ways from stage to stage, and which of them lead back.

use crate::model::{Event, Model};

/// A way from one stage to another.
#[derive(Debug)]
pub struct Edge {
    /// The stage left.
    pub from: usize,
    /// The stage entered.
    pub to: usize,
    /// Whether it leads back to a stage that leads to it.
    pub is_back: bool,
}

/// Collects the edges of a model while it is laid out.
#[derive(Debug)]
pub struct Ways<'m> {
    /// The model.
    pub model: &'m Model,
    /// The edges so far.
    pub edges: Vec<Edge>,
    /// What the taking of each edge counts as.
    pub happenings: Vec<Vec<Event>>,
    /// How many rates of leaving there are so far.
    pub n_rates: usize,
}

impl Ways<'_> {
    /// Adds an edge and gives its number. It may count as one thing more than moving.
    pub fn edge(&mut self, from: usize, to: usize, more: Option<Event>) -> u32 {
        let events = [
            Event::Left(from),
            Event::Moved(from, to),
            Event::Entered(to),
        ];
        self.happenings
            .push(events.into_iter().chain(more).collect());
        self.edges.push(Edge {
            from,
            to,
            is_back: false,
        });
        (self.edges.len() - 1) as u32
    }
}

/// Marks the edges that lead to a stage from which the search came, searching in depth from the
/// stages that sources enter and then from the others, in order of declaration.
pub fn mark_back_edges(model: &Model, edges: &mut [Edge]) {
    let mut from: Vec<Vec<usize>> = vec![Vec::new(); model.stages.len()];
    for (e, edge) in edges.iter().enumerate() {
        from[edge.from].push(e);
    }
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Not,
        OnTheWay,
        Done,
    }
    let mut seen = vec![Seen::Not; model.stages.len()];
    let roots = model
        .sources
        .iter()
        .map(|s| s.enters)
        .chain(0..model.stages.len());
    for root in roots {
        if seen[root] != Seen::Not {
            continue;
        }
        seen[root] = Seen::OnTheWay;
        let mut way = vec![(root, 0)];
        while let Some((stage, next)) = way.last_mut() {
            let Some(&e) = from[*stage].get(*next) else {
                seen[*stage] = Seen::Done;
                way.pop();
                continue;
            };
            *next += 1;
            let to = edges[e].to;
            match seen[to] {
                Seen::Not => {
                    seen[to] = Seen::OnTheWay;
                    way.push((to, 0));
                }
                Seen::OnTheWay => edges[e].is_back = true,
                Seen::Done => {}
            }
        }
    }
}
