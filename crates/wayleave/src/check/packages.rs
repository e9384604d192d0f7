//! What is counted and paid, headline measures, packages and tests.

use wayleave_rules::cursor::Cursor;
use wayleave_rules::place::Problem;

use super::Checker;
use super::names::Named;
use crate::country::{Change, Changed, Country, Package};
use crate::written::{Clause, Declaration};

impl Checker<'_> {
    /// Reads packages, the default run and tests.
    pub(super) fn packages(&mut self, country: &mut Country) {
        let declarations: Vec<&Declaration> = self.all("package").collect();
        for declaration in &declarations {
            let package = self.package(declaration, country);
            country.packages.push(package);
        }
        self.inherit(&declarations, country);
        self.gates_beyond_history(country);
        for declaration in self.all("country") {
            for clause in &declaration.clauses {
                let mut c = Cursor::new(&clause.tokens, clause.span);
                if c.take_words(&["default", "package"]) {
                    let read = self.try_read(|_| {
                        let package = c.name()?;
                        c.expect_word("against")?;
                        let against = c.name()?;
                        c.finish()?;
                        Ok((package, against))
                    });
                    if let Some((package, against)) = read {
                        let a = self.find("P001", "package", package.0, package.1);
                        country.default_run =
                            a.zip(self.find("P001", "package", against.0, against.1));
                    }
                }
            }
        }
        for declaration in self.all("test") {
            if let Some(test) = self.test(declaration) {
                country.tests.push(test);
            }
        }
    }

    fn package(&mut self, declaration: &Declaration, country: &Country) -> Package {
        let mut package = Package {
            name: self.name_of(declaration),
            title: self.title(declaration),
            proposed: None,
            premises: Vec::new(),
            known_until: None,
            changes: Vec::new(),
            backing: declaration.backing.clone(),
            span: declaration.span,
        };
        for clause in &declaration.clauses {
            let mut c = Cursor::new(&clause.tokens, clause.span);
            let mut changed = Vec::new();
            if c.take_words(&["proposed", "by"]) {
                let by = self
                    .try_read(|_| c.text())
                    .map_or(String::new(), |t| t.0.to_owned());
                let on = if c.take_word("on") {
                    self.try_read(|_| c.date())
                } else {
                    None
                };
                package.proposed = Some(on.map_or(by.clone(), |(day, _)| format!("{by}, {day}")));
            } else if c.take_word("premise") {
                package
                    .premises
                    .extend(self.try_read(|_| c.text()).map(|t| t.0.to_owned()));
            } else if c.take_words(&["known", "until"]) {
                package.known_until = self.try_read(|_| c.date()).map(|(day, _)| day);
            } else if c.take_word("like") {
                if let Some((name, span)) = self.try_read(|_| c.name()) {
                    self.find("P001", "package", name, span);
                }
            } else if c.take_words(&["open", "agreement"]) {
                let names = self.try_read(|_| c.names()).unwrap_or_default();
                let despite = c.take_words(&["although", "ruled", "out"]);
                for (name, span) in names {
                    let Some(i) = self.find("P002", "agreement", name, span) else {
                        continue;
                    };
                    let Some(agreement) = country.agreements.get(i) else {
                        continue;
                    };
                    if let Some(why) = agreement.ruled_out.as_ref().filter(|_| !despite) {
                        let message = format!("`{name}` is ruled out: {why}");
                        let help = "write `although ruled out` after it to run it all the same";
                        self.problems
                            .push(Problem::error("P003", span, message).help(help));
                    }
                    changed.push(Changed::Open(i));
                }
            } else if c.take_word("set") {
                let Some(change) = self.set(&mut c) else {
                    continue;
                };
                changed.push(change);
            } else if c.take_word("suppose") {
                let Some(change) = self.suppose(&mut c, clause) else {
                    continue;
                };
                changed.push(change);
            } else if c.take_word("gate") {
                let Some(change) = self.gate_change(&mut c) else {
                    continue;
                };
                changed.push(change);
            } else {
                let known = [
                    "proposed by",
                    "premise",
                    "known until",
                    "like",
                    "open agreement",
                    "set",
                    "suppose",
                    "gate",
                    "because",
                    "cite",
                ];
                self.unknown_clause("P004", clause, "package", &known);
                continue;
            }
            self.finish(&c);
            for what in changed {
                package.changes.push(Change {
                    what,
                    backing: clause.backing.clone(),
                    span: clause.span,
                });
            }
        }
        package
    }

    fn set(&mut self, c: &mut Cursor) -> Option<Changed> {
        let (name, span) = self.try_read(|_| c.name())?;
        let parameter = self.find("P005", "parameter", name, span)?;
        self.try_read(|_| c.expect_mark("="))?;
        let ty = self.names.parameters[parameter].clone();
        let value = self.plain_value(c, &ty, self.names.parameter_scales[parameter])?;
        let from = if c.take_word("from") {
            Some(self.try_read(|_| c.date())?.0)
        } else {
            None
        };
        Some(Changed::Set {
            parameter,
            value,
            from,
        })
    }

    fn suppose(&mut self, c: &mut Cursor, clause: &Clause) -> Option<Changed> {
        let (name, span) = self.try_read(|_| c.name())?;
        let assumption = self.find("P006", "assumption", name, span)?;
        self.try_read(|_| c.expect_mark("="))?;
        let prior = self.prior(c, assumption, clause)?;
        Some(Changed::Suppose { assumption, prior })
    }

    fn gate_change(&mut self, c: &mut Cursor) -> Option<Changed> {
        let (name, span) = self.try_read(|_| c.name())?;
        let gate = self.find("P007", "gate", name, span)?;
        if c.take_words(&["never", "opens"]) {
            return Some(Changed::Gate { gate, opens: None });
        }
        let day = self.try_read(|_| {
            c.expect_word("opens")?;
            c.expect_word("on")?;
            c.date()
        })?;
        Some(Changed::Gate {
            gate,
            opens: Some(day.0),
        })
    }

    /// Puts before each package's changes those of the packages it is like.
    fn inherit(&mut self, declarations: &[&Declaration], country: &mut Country) {
        let likes: Vec<Vec<usize>> = declarations
            .iter()
            .map(|d| {
                let like = d.clauses.iter().filter(|c| c.tokens[0].is_word("like"));
                like.filter_map(|c| match self.names.get(c.tokens.get(1)?.word()?) {
                    Some(Named::Package(i)) => Some(i),
                    _ => None,
                })
                .collect()
            })
            .collect();
        let own: Vec<Package> = country.packages.clone();
        for (i, package) in country.packages.iter_mut().enumerate() {
            let mut order = Vec::new();
            let mut path = Vec::new();
            if !ancestors(&likes, i, &mut path, &mut order) {
                let message = format!("`{}` is like itself", package.name);
                self.problems
                    .push(Problem::error("P008", package.span, message).help("remove one `like`"));
                continue;
            }
            package.changes = order.iter().flat_map(|j| own[*j].changes.clone()).collect();
            package.premises = order
                .iter()
                .flat_map(|j| own[*j].premises.clone())
                .collect();
            package.known_until = order.iter().rev().find_map(|j| own[*j].known_until);
        }
    }

    /// Warns of gates that open in history after a package says that history is no longer followed.
    ///
    /// A gate that says nothing but `replay` opens on that day in every package.
    fn gates_beyond_history(&mut self, country: &Country) {
        let declarations: Vec<&Declaration> = self.gate_order.clone();
        for (gate, (card, declaration)) in country.gates.iter().zip(declarations).enumerate() {
            let is_replayed = |c: &&Clause| c.tokens[0].is_word("replay");
            let says_more = ["opens", "after", "taking", "chance"];
            let is_drawn = declaration
                .clauses
                .iter()
                .any(|c| says_more.iter().any(|w| c.tokens[0].is_word(w)));
            let (Some(Some(day)), false) = (card.replay, is_drawn) else {
                continue;
            };
            let opens_early = |package: &&Package| {
                let opened = |agreement: usize| {
                    package
                        .changes
                        .iter()
                        .any(|c| c.what == Changed::Open(agreement))
                };
                let is_shut = (0..country.agreements.len())
                    .any(|a| country.agreements[a].gates.contains(&gate) && !opened(a));
                let sets_it =
                    |c: &Change| matches!(c.what, Changed::Gate { gate: g, .. } if g == gate);
                package.known_until.is_some_and(|until| until < day)
                    && !is_shut
                    && !package.changes.iter().any(sets_it)
            };
            let packages: Vec<&str> = country
                .packages
                .iter()
                .filter(opens_early)
                .map(|p| p.name.as_str())
                .collect();
            let Some((first, more)) = packages.split_first() else {
                continue;
            };
            let more = match more.len() {
                0 => String::new(),
                1 => format!(" and `{}`", more[0]),
                n => format!(" and {n} more packages"),
            };
            let name = self.name_of(declaration);
            let message = format!(
                "`{name}` opens on {day} in `{first}`{more} all the same, where history is followed only until an earlier day"
            );
            let help = "say with `after`, `taking` or `chance` how it is drawn, or what it does in the package with `gate`";
            let span = declaration
                .clauses
                .iter()
                .find(is_replayed)
                .map_or(declaration.span, |c| c.span);
            self.problems
                .push(Problem::warning("G014", span, message).help(help));
        }
    }
}

/// The packages that one is like, furthest first, and itself; false where it is like itself.
fn ancestors(
    likes: &[Vec<usize>],
    at: usize,
    path: &mut Vec<usize>,
    order: &mut Vec<usize>,
) -> bool {
    if path.contains(&at) {
        return false;
    }
    if order.contains(&at) {
        return true;
    }
    path.push(at);
    let fine = likes[at]
        .iter()
        .all(|like| ancestors(likes, *like, path, order));
    path.pop();
    if !order.contains(&at) {
        order.push(at);
    }
    fine
}
