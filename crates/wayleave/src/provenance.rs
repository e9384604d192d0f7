//! From a name to what stands behind it: sources, statistics, assumptions, gates, parameters.

use serde::Serialize;
use wayleave_rules::place::nearest;

use crate::country::Country;
use crate::diagnostics::locate;

/// What is known of one name, as lines of word and text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// What it is: `source T01`, `assumption deterrence_ceiling`.
    pub what: String,
    /// What is known of it.
    pub lines: Vec<(String, String)>,
}

/// What stands behind a source id or a declared name.
///
/// # Errors
/// The near name, where nothing has this one.
pub fn of(country: &Country, name: &str) -> Result<Vec<Found>, Option<String>> {
    let mut found = Vec::new();
    let place = |span| {
        let at = locate(&country.written.folder, span);
        format!("{}:{}", at.file, at.line)
    };
    let line = |word: &str, text: String| (word.to_owned(), text);
    for source in country.sources.iter().filter(|s| s.id == name) {
        let mut lines = vec![
            line("title", source.title.clone()),
            line("publisher", source.publisher.clone()),
            line("date", source.date.clone()),
            line("address", source.url.clone()),
            line("kind", format!("{}; seen: {}", source.kind, source.seen)),
        ];
        for (_, by, span) in country.citations.iter().filter(|(id, ..)| id == name) {
            lines.push(line("cited by", format!("{by}, {}", place(*span))));
        }
        found.push(Found {
            what: format!("source {}", source.id),
            lines,
        });
    }
    let backing = |backing: &crate::written::Backing| {
        let mut lines = Vec::new();
        if let Some(because) = &backing.because {
            lines.push(line("because", because.clone()));
        }
        for (id, _) in &backing.cites {
            let title = country.sources.iter().find(|s| s.id == *id);
            let title = title.map_or(String::new(), |s| format!(": {}, {}", s.title, s.publisher));
            lines.push(line("cites", format!("{id}{title}")));
        }
        if backing.is_unverified {
            lines.push(line(
                "unverified",
                "never confirmed against a source".into(),
            ));
        }
        lines
    };
    for card in country.tables.iter().filter(|c| c.name == name) {
        let mut lines = vec![line("title", card.title.clone())];
        lines.extend(card.said.iter().cloned());
        lines.push(line(
            "file",
            format!("{}, column {}", card.file.0, card.file.1),
        ));
        lines.push(line("declared in", place(card.span)));
        lines.extend(backing(&card.backing));
        let kind = if card.is_statistic {
            "statistic"
        } else {
            "table"
        };
        found.push(Found {
            what: format!("{kind} {name}"),
            lines,
        });
    }
    for assumption in country.assumptions.iter().filter(|a| a.name == name) {
        let (low, high) = assumption.prior.range();
        let mut lines = vec![
            line("title", assumption.title.clone()),
            line("basis", assumption.basis.clone()),
            line(
                "range",
                format!(
                    "{low:.4} to {high:.4}, median {:.4} ({})",
                    assumption.prior.central(),
                    assumption.ty
                ),
            ),
        ];
        lines.extend(assumption.range.map(|(low, high)| {
            line(
                "may be fitted",
                format!("from {low} to {high} ({})", assumption.ty),
            )
        }));
        lines.push(line("declared in", place(assumption.span)));
        lines.extend(backing(&assumption.backing));
        found.push(Found {
            what: format!("assumption {name}"),
            lines,
        });
    }
    for (gate, card) in country
        .base
        .gates
        .iter()
        .zip(&country.gates)
        .filter(|(g, _)| g.name == name)
    {
        let history = match card.replay {
            Some(Some(day)) => format!("opened on {day}"),
            Some(None) => "never opened".into(),
            None => "none stated".into(),
        };
        let mut lines = vec![
            line("title", card.title.clone()),
            line("waits for", card.condition.clone()),
            line("history", history),
            line("declared in", place(card.span)),
        ];
        lines.extend(backing(&card.backing));
        found.push(Found {
            what: format!("gate {}", gate.name),
            lines,
        });
    }
    for parameter in country.parameters.iter().filter(|p| p.name == name) {
        let mut lines = vec![line("title", parameter.title.clone())];
        for (day, value) in parameter.dated.versions() {
            lines.push(line(
                &format!("from {day}"),
                format!("{value} ({})", parameter.ty),
            ));
        }
        lines.push(line("declared in", place(parameter.span)));
        lines.extend(backing(&parameter.backing));
        found.push(Found {
            what: format!("parameter {name}"),
            lines,
        });
    }
    for agreement in country.agreements.iter().filter(|a| a.name == name) {
        let mut lines = vec![
            line("title", agreement.title.clone()),
            line("partner", agreement.partner.clone()),
        ];
        lines.extend(agreement.status.iter().map(|s| line("status", s.clone())));
        lines.extend(
            agreement
                .ruled_out
                .iter()
                .map(|s| line("ruled out", s.clone())),
        );
        lines.push(line("declared in", place(agreement.span)));
        lines.extend(backing(&agreement.backing));
        found.push(Found {
            what: format!("agreement {name}"),
            lines,
        });
    }
    for package in country.packages.iter().filter(|p| p.name == name) {
        let mut lines = vec![line("title", package.title.clone())];
        lines.extend(
            package
                .proposed
                .iter()
                .map(|p| line("proposed by", p.clone())),
        );
        lines.extend(
            package
                .premises
                .iter()
                .map(|p| line("takes for granted", p.clone())),
        );
        lines.push(line("declared in", place(package.span)));
        lines.extend(backing(&package.backing));
        found.push(Found {
            what: format!("package {name}"),
            lines,
        });
    }
    for declaration in &country.written.declarations {
        if declaration.head.first().and_then(|t| t.word()) != Some(name) {
            continue;
        }
        // What a reader finds in the file, word for word: it says most about costs, measures and gates.
        let written = declaration
            .clauses
            .iter()
            .flat_map(|clause| std::iter::once(clause).chain(&clause.clauses))
            .map(|clause| line("as written", text_of(country, clause.span)));
        let what = format!("{} {name}", declaration.keyword);
        match found.iter_mut().find(|f| f.what == what) {
            Some(known) => known.lines.extend(written),
            None => {
                let mut lines = vec![line("declared in", place(declaration.span))];
                lines.extend(written);
                lines.extend(backing(&declaration.backing));
                found.push(Found { what, lines });
            }
        }
    }
    if found.is_empty() {
        let names = country
            .sources
            .iter()
            .map(|s| s.id.as_str())
            .chain(country.tables.iter().map(|c| c.name.as_str()))
            .chain(country.assumptions.iter().map(|a| a.name.as_str()))
            .chain(country.base.gates.iter().map(|g| g.name.as_str()))
            .chain(country.parameters.iter().map(|p| p.name.as_str()))
            .chain(country.agreements.iter().map(|a| a.name.as_str()))
            .chain(country.packages.iter().map(|p| p.name.as_str()));
        return Err(nearest(name, names));
    }
    Ok(found)
}

/// The words of a place, without the blanks between lines.
fn text_of(country: &Country, span: wayleave_rules::place::Span) -> String {
    let text = country.written.folder.text(span.file);
    let words = text
        .get(span.start as usize..span.end as usize)
        .unwrap_or_default();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
