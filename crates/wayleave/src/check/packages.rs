//! What is counted and paid, headline measures, packages and tests.

use wayleave_rules::calendar::Day;
use wayleave_rules::cursor::Cursor;
use wayleave_rules::place::{Problem, Severity, Span};
use wayleave_rules::typed::Type;
use wayleave_sim::model::{
    Cost, CostItem, Event, Flow, Measured as SimMeasured, Place as Where, Series, Span as Length,
    Stock,
};

use super::Checker;
use super::names::{Named, Place};
use super::pathways::zero;
use super::survey::Wants;
use crate::country::{
    Change, Changed, Counted, Country, Measure, Measured, Package, Quantity, Test,
};
use crate::written::{Clause, Declaration};

impl Checker<'_> {
    /// Reads flows, stocks, durations, series, costs and measures.
    pub(super) fn counts(&mut self, country: &mut Country) {
        for (i, declaration) in self.all("flow").enumerate() {
            let mut events = Vec::new();
            let (who, mut counted) = self.counted(declaration, Quantity::Flow(i), |s, c| {
                events.extend(s.event(c));
            });
            counted.unit = self.names.flows[i].to_string();
            country.counted.push(counted);
            self.model.flows.push(Flow {
                name: self.name_of(declaration),
                events,
                who,
            });
        }
        for (i, declaration) in self.all("stock").enumerate() {
            let mut places = Vec::new();
            let (who, mut counted) = self.counted(declaration, Quantity::Stock(i), |s, c| {
                let is_waiting = c.take_words(&["waiting", "for"]);
                if !is_waiting {
                    s.try_read(|_| c.expect_word("in"));
                }
                if let Some(stage) = s.stage(c) {
                    places.push(if is_waiting {
                        Where::Waiting(stage)
                    } else {
                        Where::In(stage)
                    });
                }
            });
            counted.unit = self.names.stocks[i].to_string();
            country.counted.push(counted);
            self.model.stocks.push(Stock {
                name: self.name_of(declaration),
                places,
                who,
            });
        }
        for declaration in self.all("duration") {
            let mut span = None;
            for clause in &declaration.clauses {
                let mut c = Cursor::new(&clause.tokens, clause.span);
                if c.take_words(&["waiting", "for"]) {
                    span = self.stage(&mut c).map(Length::WaitForService);
                } else if c.take_words(&["from", "arrival", "to", "end"]) {
                    span = Some(Length::ArrivalToEnd);
                } else if c.take_words(&["from", "arrival", "to"]) {
                    span = self.stage(&mut c).map(Length::ArrivalTo);
                } else {
                    let known = [
                        "waiting for STAGE",
                        "from arrival to end",
                        "from arrival to STAGE",
                    ];
                    self.unknown_clause("W033", clause, "duration", &known);
                    continue;
                }
                self.finish(&c);
            }
            match span {
                Some(span) => {
                    self.model.durations.push(SimMeasured {
                        name: self.name_of(declaration),
                        span,
                    });
                }
                None => self.problems.push(
                    Problem::error("W034", declaration.span, "this duration measures nothing")
                        .help("write `waiting for STAGE` or `from arrival to …`"),
                ),
            }
        }
        for (i, declaration) in self.all("series").enumerate() {
            let ty = self.names.series[i].clone();
            let value = self.after_equals(declaration).and_then(|mut c| {
                let program = self.program(&mut c, Place::System, &ty, Wants::Any);
                self.finish(&c);
                program
            });
            let (_, mut counted) = self.counted(declaration, Quantity::Series(i), |_, _| {});
            counted.unit = ty.to_string();
            country.counted.push(counted);
            let value = value.unwrap_or_else(zero);
            for input in value.inputs() {
                if let wayleave_sim::model::Input::Series(j) = self.names.inputs[*input as usize]
                    && j >= i
                {
                    let message = "a series can read only those declared before it";
                    self.problems
                        .push(Problem::error("W035", declaration.span, message));
                }
            }
            self.model.series.push(Series {
                name: self.name_of(declaration),
                value,
            });
        }
        for (i, declaration) in self.all("cost").enumerate() {
            let mut items: Vec<CostItem> = Vec::new();
            let mut of = None;
            for clause in &declaration.clauses {
                let mut c = Cursor::new(&clause.tokens, clause.span);
                if c.take_words(&["of", "agreement"]) {
                    if let Some((name, span)) = self.try_read(|_| c.name()) {
                        of = self.find("W036", "agreement", name, span);
                    }
                    self.finish(&c);
                } else {
                    items.extend(self.cost_item(clause));
                }
            }
            if let Some(of) = of
                && let Some(agreement) = country.agreements.get_mut(of)
            {
                agreement.costs.push(i);
            }
            country.counted.push(Counted {
                name: self.name_of(declaration),
                title: self.title(declaration),
                quantity: Quantity::Cost(i),
                unit: "money".into(),
                answers_to: None,
                fed_by: None,
                span: declaration.span,
            });
            self.model.costs.push(Cost {
                name: self.name_of(declaration),
                items,
            });
        }
        for declaration in self.all("measure") {
            if let Some(measure) = self.measure(declaration) {
                country.measures.push(measure);
            }
        }
    }

    fn counted(
        &mut self,
        declaration: &Declaration,
        quantity: Quantity,
        mut count: impl FnMut(&mut Self, &mut Cursor),
    ) -> (Option<wayleave_rules::program::Program>, Counted) {
        let mut who = None;
        let mut counted = Counted {
            name: self.name_of(declaration),
            title: self.title(declaration),
            quantity,
            unit: String::new(),
            answers_to: None,
            fed_by: None,
            span: declaration.span,
        };
        let mut n = 0;
        for clause in &declaration.clauses {
            let mut c = Cursor::new(&clause.tokens, clause.span);
            let is_counted = matches!(quantity, Quantity::Flow(_) | Quantity::Stock(_));
            if is_counted && c.take_word("counts") {
                n += 1;
                count(self, &mut c);
                while c.take_mark(",") {
                    count(self, &mut c);
                }
            } else if is_counted && c.take_word("where") {
                who = self.program(&mut c, Place::Attributes, &Type::Truth, Wants::Any);
            } else if c.take_words(&["answers", "to"]) {
                if let Some((name, span)) = self.try_read(|_| c.name()) {
                    counted.answers_to = self.find("W037", "table", name, span);
                }
            } else if c.take_words(&["fed", "by"]) {
                counted.fed_by = self.try_read(|_| c.text()).map(|(text, _)| text.to_owned());
            } else if clause.tokens[0].is_mark("=") && !is_counted {
                continue;
            } else {
                let known = ["counts", "where", "answers to", "fed by"];
                self.unknown_clause("W038", clause, &declaration.keyword, &known);
                continue;
            }
            self.finish(&c);
        }
        if n == 0 && matches!(quantity, Quantity::Flow(_) | Quantity::Stock(_)) {
            let message = format!("this {} counts nothing", declaration.keyword);
            self.problems
                .push(Problem::error("W039", declaration.span, message).help("write `counts …`"));
        }
        (who, counted)
    }

    fn event(&mut self, c: &mut Cursor) -> Option<Event> {
        if c.take_word("arriving") {
            self.try_read(|_| c.expect_word("from"))?;
            return self.source_name(c).map(Event::Arrived);
        }
        if c.take_words(&["staying", "away", "from"]) {
            return self.source_name(c).map(Event::StayedAway);
        }
        if c.take_word("entering") {
            return self.stage(c).map(Event::Entered);
        }
        if c.take_word("leaving") {
            let from = self.stage(c);
            if c.take_word("to") {
                return from.zip(self.stage(c)).map(|(a, b)| Event::Moved(a, b));
            }
            return from.map(Event::Left);
        }
        if c.take_words(&["taken", "under"]) {
            let (name, span) = self.try_read(|_| c.name())?;
            return self
                .find("W040", "agreement", name, span)
                .map(Event::Transferred);
        }
        if c.take_words(&["batches", "under"]) {
            let (name, span) = self.try_read(|_| c.name())?;
            return self
                .find("W040", "agreement", name, span)
                .map(Event::BatchLeft);
        }
        let problem = c.missing(
            "`arriving from`, `staying away from`, `entering`, `leaving`, `taken under` or `batches under`",
        );
        self.problems.push(problem);
        None
    }

    fn source_name(&mut self, c: &mut Cursor) -> Option<usize> {
        let (name, span) = self.try_read(|_| c.name())?;
        self.find("W041", "source of people", name, span)
    }

    /// `measure NAME "Title" = STOCK at DATE | total FLOW from DATE to DATE | mean STOCK from … to … | A over B`.
    fn measure(&mut self, declaration: &Declaration) -> Option<Measure> {
        let mut c = self.after_equals(declaration)?;
        let first = c.peek().and_then(|t| t.word()).unwrap_or_default();
        let is_sum = matches!(first, "total" | "mean");
        if is_sum {
            c.take();
        }
        let (name, span) = self.try_read(|_| c.name())?;
        if let Some(Named::Measure(top)) = self.names.get(name) {
            self.try_read(|_| c.expect_word("over"))?;
            let (below, at) = self.try_read(|_| c.name())?;
            let below = self.find("W042", "measure", below, at)?;
            self.finish(&c);
            return Some(Measure {
                name: self.name_of(declaration),
                title: self.title(declaration),
                unit: "ratio".into(),
                of: Measured::Over(top, below),
                span: declaration.span,
            });
        }
        let (quantity, unit) = self.measured(name, span)?;
        let mut quantities = vec![quantity];
        while is_sum && c.take_mark(",") {
            let (name, span) = self.try_read(|_| c.name())?;
            let (further, further_unit) = self.measured(name, span)?;
            if further_unit != unit {
                let message = format!("`{name}` is in {further_unit}, and the sum in {unit}");
                let problem = Problem::error("W044", span, message);
                self.problems
                    .push(problem.help("add up quantities of one unit"));
            }
            quantities.push(further);
        }
        let is_summed = matches!(quantity, Quantity::Flow(_) | Quantity::Cost(_));
        let of = if is_sum {
            if (first == "total") != is_summed {
                let message = format!("a {first} of `{name}` makes no sense");
                let help = "write `total` of flows and costs, `mean` of stocks and series";
                self.problems
                    .push(Problem::error("W044", span, message).help(help));
            }
            let (from, to) = self.try_read(|_| {
                c.expect_word("from")?;
                let from = c.date()?.0;
                c.expect_word("to")?;
                Ok((from, c.date()?.0))
            })?;
            self.within_clock(from, declaration.span);
            self.within_clock(to, declaration.span);
            if first == "total" {
                Measured::Total(quantities, from, to)
            } else {
                Measured::Mean(quantity, from, to)
            }
        } else {
            if is_summed {
                let message = format!("`{name}` is counted over a period");
                let help = format!("write `total {name} from DATE to DATE`");
                self.problems
                    .push(Problem::error("W044", span, message).help(help));
            }
            let day = self.try_read(|_| {
                c.expect_word("at")?;
                Ok(c.date()?.0)
            })?;
            self.within_clock(day, declaration.span);
            Measured::At(quantity, day)
        };
        self.finish(&c);
        Some(Measure {
            name: self.name_of(declaration),
            title: self.title(declaration),
            unit,
            of,
            span: declaration.span,
        })
    }

    /// A quantity that can be measured, and its unit in words.
    fn measured(&mut self, name: &str, span: Span) -> Option<(Quantity, String)> {
        match self.names.get(name) {
            Some(Named::Flow(i)) => Some((Quantity::Flow(i), self.names.flows[i].to_string())),
            Some(Named::Stock(i)) => Some((Quantity::Stock(i), self.names.stocks[i].to_string())),
            Some(Named::Series(i)) => Some((Quantity::Series(i), self.names.series[i].to_string())),
            Some(Named::Cost(i)) => Some((Quantity::Cost(i), "money".into())),
            _ => {
                let what = if self.names.get(name).is_some() {
                    "flow, stock, series or cost"
                } else {
                    ""
                };
                let mut problem = self.names.unknown("W043", what, name, span);
                if problem.help.is_none() {
                    let help =
                        "a measure is of a flow, stock, series, cost, or one measure over another";
                    problem = problem.help(help);
                }
                self.problems.push(problem);
                None
            }
        }
    }

    fn within_clock(&mut self, day: Day, span: Span) {
        let (first, last) = self.horizon();
        if day < first || day > last {
            let message = format!("{day} lies outside the clock");
            let help = format!("the clock runs from {first} to {last}");
            self.problems
                .push(Problem::error("W045", span, message).help(help));
        }
    }

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
                changed.extend(self.set(&mut c));
            } else if c.take_word("suppose") {
                changed.extend(self.suppose(&mut c, clause));
            } else if c.take_word("gate") {
                changed.extend(self.gate_change(&mut c));
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

    /// `test "Title" as of DATE` with `given ATTRIBUTE MEMBER, …` and `expect NAME = VALUE`.
    fn test(&mut self, declaration: &Declaration) -> Option<Test> {
        let mut c = Cursor::new(&declaration.head, declaration.span);
        let (title, day) = self.try_read(|_| {
            let title = c.text()?.0.to_owned();
            c.expect_word("as")?;
            c.expect_word("of")?;
            let day = c.date()?.0;
            c.finish()?;
            Ok((title, day))
        })?;
        let mut test = Test {
            title,
            day,
            given: Vec::new(),
            expected: Vec::new(),
            span: declaration.span,
        };
        for clause in &declaration.clauses {
            let mut c = Cursor::new(&clause.tokens, clause.span);
            if c.take_word("given") {
                while let Some((name, span)) = self.try_read(|_| c.name()) {
                    let Some(attribute) = self.find("L060", "attribute", name, span) else {
                        break;
                    };
                    let Some((member, at)) = self.try_read(|_| c.name()) else {
                        break;
                    };
                    let members = &self.names.attributes[attribute].members;
                    let is_second = test.given.iter().any(|(a, _)| *a == attribute);
                    match members.iter().position(|m| m == member) {
                        Some(_) if is_second => {
                            let message = format!("`{name}` is given twice");
                            self.problems.push(
                                Problem::error("L034", span, message).help("keep one of them"),
                            );
                        }
                        Some(place) => test.given.push((attribute, place)),
                        None => {
                            let near = wayleave_rules::place::nearest(
                                member,
                                members.iter().map(String::as_str),
                            );
                            let message = format!("no {name} is called `{member}`");
                            self.problems
                                .push(Problem::error("L061", at, message).near(near));
                        }
                    }
                    if !c.take_mark(",") {
                        break;
                    }
                }
            } else if c.take_word("expect") {
                let left = self.expression_until_equals(&mut c);
                let Some(left) = left else { continue };
                let ty = left.ty.clone();
                let Some(right) = self.expression(&mut c, Place::Time, Some(&ty)) else {
                    continue;
                };
                let Some(value) = self.constant(&right) else {
                    continue;
                };
                let mut within = 1e-9;
                if c.take_word("within") {
                    let amount = self.expression(&mut c, Place::Time, Some(&ty));
                    let Some(amount) = amount.and_then(|a| self.constant(&a)) else {
                        continue;
                    };
                    within = amount;
                }
                test.expected.push((left, value, within));
            } else {
                self.unknown_clause("L062", clause, "test", &["given", "expect"]);
                continue;
            }
            self.finish(&c);
        }
        Some(test)
    }

    /// The value of an expression that is always the same, or the problem that it is not.
    fn constant(&mut self, typed: &wayleave_rules::typed::Typed) -> Option<f64> {
        let value = typed.compile().as_constant();
        if value.is_none() {
            let help = "write the value itself, as in `£20`";
            self.problems
                .push(Problem::error("L048", typed.span, "expected a plain value").help(help));
        }
        value
    }

    fn expression_until_equals(&mut self, c: &mut Cursor) -> Option<wayleave_rules::typed::Typed> {
        let (name, span) = self.try_read(|_| c.name())?;
        let mut form = wayleave_rules::expression::Form::Name(name.to_owned());
        if c.take_mark("[") {
            let mut keys = Vec::new();
            loop {
                keys.push(self.try_read(|s| wayleave_rules::expression::read(c, &s.names.units))?);
                if !c.take_mark(",") {
                    break;
                }
            }
            self.try_read(|_| c.expect_mark("]"))?;
            form = wayleave_rules::expression::Form::LookUp(name.to_owned(), keys);
        }
        let written = wayleave_rules::expression::Expression { form, span };
        let typed = self.names.resolve(&written, Place::Attributes, None);
        let typed = self.keep(typed)?;
        self.try_read(|_| {
            if c.take_mark("=") || c.take_word("is") {
                Ok(())
            } else {
                Err(c.missing("`=`"))
            }
        })?;
        Some(typed)
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

/// Runs a country's tests: each expectation that does not hold is a problem at its place.
pub fn test(country: &Country) -> Vec<Problem> {
    let mut problems = Vec::new();
    for test in &country.tests {
        for (typed, wanted, within) in &test.expected {
            let program = typed.compile();
            let found = program.value(&country.base.library, test.day, |i| {
                match country.base.inputs[i as usize] {
                    wayleave_sim::model::Input::Attribute(a) => test
                        .given
                        .iter()
                        .find(|(b, _)| *b == a)
                        .map_or(f64::NAN, |(_, m)| *m as f64),
                    wayleave_sim::model::Input::Draw(d) => country.assumptions[d].prior.central(),
                    _ => f64::NAN,
                }
            });
            let holds = (found - wanted).abs() <= *within;
            if !holds {
                let message = format!("test \"{}\": expected {wanted}, found {found}", test.title);
                let severity = Severity::Error;
                problems.push(Problem {
                    severity,
                    ..Problem::error("L063", typed.span, message)
                });
            }
        }
    }
    problems
}
