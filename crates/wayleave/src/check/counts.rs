//! What is counted and paid, and the headline measures.

use wayleave_rules::calendar::Day;
use wayleave_rules::cursor::Cursor;
use wayleave_rules::place::{Problem, Span};
use wayleave_rules::typed::Type;
use wayleave_sim::model::{
    Cost, CostItem, Event, Flow, Measured as SimMeasured, Place as Where, Series, Span as Length,
    Stock,
};

use super::Checker;
use super::names::{Named, Place};
use super::pathways::zero;
use super::survey::Wants;
use crate::country::{Counted, Country, Measure, Measured, Quantity};
use crate::written::Declaration;

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
}
