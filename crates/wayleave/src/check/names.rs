//! Names: what each stands for, and where it may be used.

use std::collections::BTreeMap;

use wayleave_rules::cursor::Cursor;
use wayleave_rules::expression::{self, Expression};
use wayleave_rules::place::{Problem, Span, nearest};
use wayleave_rules::typed::{self, Node, Type, Typed};
use wayleave_rules::unit::{Unit, UnitWords};
use wayleave_sim::model::Input;

use crate::written::Declaration;

/// What a declared name stands for; the number counts within the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// An attribute of a person.
    Attribute(usize),
    /// A statistic or table.
    Table(usize),
    /// A dated parameter.
    Parameter(usize),
    /// A rule.
    Rule(usize),
    /// An assumption.
    Assumption(usize),
    /// A source of people.
    Source(usize),
    /// A stage.
    Stage(usize),
    /// A capacity.
    Capacity(usize),
    /// A signal.
    Signal(usize),
    /// A gate.
    Gate(usize),
    /// An agreement.
    Agreement(usize),
    /// A flow.
    Flow(usize),
    /// A stock.
    Stock(usize),
    /// A measured length of time.
    Duration(usize),
    /// A daily series.
    Series(usize),
    /// A cost.
    Cost(usize),
    /// A headline measure.
    Measure(usize),
    /// A package.
    Package(usize),
}

impl Named {
    /// The word that declares it.
    pub fn word(self) -> &'static str {
        match self {
            Named::Attribute(_) => "attribute",
            Named::Table(_) => "table",
            Named::Parameter(_) => "parameter",
            Named::Rule(_) => "rule",
            Named::Assumption(_) => "assumption",
            Named::Source(_) => "source of people",
            Named::Stage(_) => "stage",
            Named::Capacity(_) => "capacity",
            Named::Signal(_) => "signal",
            Named::Gate(_) => "gate",
            Named::Agreement(_) => "agreement",
            Named::Flow(_) => "flow",
            Named::Stock(_) => "stock",
            Named::Duration(_) => "duration",
            Named::Series(_) => "series",
            Named::Cost(_) => "cost",
            Named::Measure(_) => "measure",
            Named::Package(_) => "package",
        }
    }

    /// Its number within its kind.
    pub fn index(self) -> usize {
        match self {
            Named::Attribute(i)
            | Named::Table(i)
            | Named::Parameter(i)
            | Named::Rule(i)
            | Named::Assumption(i)
            | Named::Source(i)
            | Named::Stage(i)
            | Named::Capacity(i)
            | Named::Signal(i)
            | Named::Gate(i)
            | Named::Agreement(i)
            | Named::Flow(i)
            | Named::Stock(i)
            | Named::Duration(i)
            | Named::Series(i)
            | Named::Cost(i)
            | Named::Measure(i)
            | Named::Package(i) => i,
        }
    }
}

/// Where an expression stands: what it may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Dates, tables, parameters and assumptions only.
    Time,
    /// The same, and the attributes of a person.
    Attributes,
    /// The same as `Time`, and what the model feels: gates, signals, counts.
    System,
    /// Everything: a person's attributes and dates, and what the model feels.
    Person,
}

/// An attribute: its members, or yes and no.
#[derive(Debug, Clone)]
pub struct AttributeNames {
    /// Its name.
    pub name: String,
    /// The names of its members, in the order of their values: `no` before `yes`.
    pub members: Vec<String>,
    /// Where they are written.
    pub places: Vec<Span>,
    /// Whether it is a yes or no.
    pub is_truth: bool,
}

impl AttributeNames {
    /// The type of its value.
    pub fn ty(&self) -> Type {
        if self.is_truth {
            Type::Truth
        } else {
            Type::Member(self.name.clone())
        }
    }
}

/// A rule: its declared type and its expression as written.
#[derive(Debug, Clone)]
pub struct RuleText {
    /// Its name.
    pub name: String,
    /// Its declared type.
    pub ty: Type,
    /// Its expression.
    pub body: Expression,
    /// How many levels the expression has.
    pub levels: usize,
}

/// Every name of a country, and the inputs that programs read.
#[derive(Debug, Clone, Default)]
pub struct Names {
    by_name: BTreeMap<String, Named>,
    /// Unit words.
    pub units: UnitWords,
    /// Attributes.
    pub attributes: Vec<AttributeNames>,
    /// Tables: types of keys and values.
    pub tables: Vec<(Vec<Type>, Type)>,
    /// The names of the keys of each table.
    pub key_names: Vec<Vec<String>>,
    /// Types of parameters.
    pub parameters: Vec<Type>,
    /// How many base units one written unit of each parameter is.
    pub parameter_scales: Vec<f64>,
    /// Types of assumptions.
    pub assumptions: Vec<Type>,
    /// How many base units one written unit of each assumption is.
    pub assumption_scales: Vec<f64>,
    /// Rules; absent where one was wrong and reported.
    pub rules: Vec<Option<RuleText>>,
    /// Types of signals.
    pub signals: Vec<Type>,
    /// Types of series.
    pub series: Vec<Type>,
    /// Units of flows and stocks.
    pub flows: Vec<Unit>,
    /// Units of stocks.
    pub stocks: Vec<Unit>,
    /// Inputs that programs read.
    pub inputs: Vec<Input>,
    /// The place of each among them.
    input_places: BTreeMap<(u8, usize, u32), u16>,
    pub(super) within: Vec<usize>,
    pub(super) bound: Option<(usize, usize)>,
    /// Rules that cannot be resolved, and why: each is tried once.
    pub(super) failed: BTreeMap<usize, Problem>,
}

/// How many names of a kind are listed where one is not known and none is near.
const MOST_LISTED: usize = 12;

/// How many parts an expression may have once its rules are written out.
const LARGEST_EXPRESSION: usize = 20_000;

/// How many levels an expression may have once its rules are written out.
pub(super) const DEEPEST_EXPRESSION: usize = 800;

/// How many different things the expressions of a folder may read.
pub(super) const MOST_INPUTS: usize = 1 << 16;

/// Words that mean something of their own wherever a value may stand.
pub const OWN_WORDS: [&str; 20] = [
    "arrived",
    "entered",
    "date",
    "month",
    "quarter",
    "year",
    "financial_year",
    "month_of_year",
    "total",
    "exp",
    "ln",
    "sin",
    "sqrt",
    "if",
    "then",
    "else",
    "and",
    "or",
    "not",
    "of",
];

impl Names {
    /// Declares a name.
    ///
    /// # Errors
    /// Where it is declared already.
    pub fn declare(&mut self, name: &str, named: Named, span: Span) -> Result<(), Problem> {
        if let Some(earlier) = self.by_name.get(name) {
            let message = format!("`{name}` is declared twice");
            let it = with_article(earlier.word());
            let help = format!("it is {it} already; give one of them another name");
            return Err(Problem::error("L020", span, message).help(help));
        }
        self.by_name.insert(name.to_owned(), named);
        Ok(())
    }

    /// What a name stands for.
    pub fn get(&self, name: &str) -> Option<Named> {
        self.by_name.get(name).copied()
    }

    /// The problem that a name is not known as what is wanted here.
    pub fn unknown(&self, code: &'static str, what: &str, name: &str, span: Span) -> Problem {
        let is_wanted = |named: Named| what.is_empty() || named.word() == what;
        if let Some(named) = self.get(name) {
            let (is, wanted) = (with_article(named.word()), with_article(what));
            let problem = Problem::error(
                code,
                span,
                format!("`{name}` is {is}, and {wanted} is wanted here"),
            );
            // Where several kinds will do, the caller says which.
            return if what.contains(',') {
                problem
            } else {
                problem.help(format!("write the name of {wanted}"))
            };
        }
        let known = self
            .by_name
            .iter()
            .filter(|(_, n)| is_wanted(**n))
            .map(|(k, _)| k.as_str());
        let members = self
            .attributes
            .iter()
            .flat_map(|a| a.members.iter().map(String::as_str));
        let all: Vec<&str> = known.clone().collect();
        let near = nearest(name, known.chain(members.filter(|_| what.is_empty())));
        let is_short_list = !what.is_empty() && (1..=MOST_LISTED).contains(&all.len());
        let list = (near.is_none() && is_short_list).then(|| all.join(", "));
        let what = if what.is_empty() { "nothing" } else { what };
        let message = match what {
            "nothing" => format!("nothing is called `{name}`"),
            _ => format!("no {what} is called `{name}`"),
        };
        let problem = Problem::error(code, span, message).near(near);
        match list {
            Some(list) => problem.help(format!("there is {list}")),
            None => problem,
        }
    }

    /// The attribute and member that a member's name means: `albania`, or `route.boat`.
    pub fn member(&self, name: &str) -> Vec<(usize, usize)> {
        let (of, member) = name
            .split_once('.')
            .map_or((None, name), |(a, m)| (Some(a), m));
        let mut found = Vec::new();
        for (i, attribute) in self.attributes.iter().enumerate() {
            if of.is_none_or(|of| of == attribute.name)
                && let Some(place) = attribute.members.iter().position(|m| m == member)
            {
                found.push((i, place));
            }
        }
        found
    }

    /// The number of an input, added where it is not known yet. Absent: there are too many.
    pub fn input(&mut self, input: Input) -> Option<u16> {
        let key = input_key(input);
        if let Some(at) = self.input_places.get(&key) {
            return Some(*at);
        }
        let at = u16::try_from(self.inputs.len()).ok()?;
        self.inputs.push(input);
        self.input_places.insert(key, at);
        Some(at)
    }

    /// Reads a type: a unit, `yes/no`, `date`, or the name of an attribute.
    ///
    /// # Errors
    /// Where it is none.
    pub fn read_type(&self, cursor: &mut Cursor) -> Result<(Type, f64), Problem> {
        if cursor.take_word("yes") {
            cursor.expect_mark("/")?;
            cursor.expect_word("no")?;
            return Ok((Type::Truth, 1.0));
        }
        if cursor.take_word("date") {
            return Ok((Type::Date, 1.0));
        }
        if let Some(word) = cursor.peek().and_then(|t| t.word())
            && let Some(attribute) = self.attributes.iter().find(|a| a.name == word)
        {
            cursor.take();
            return Ok((attribute.ty(), 1.0));
        }
        let (unit, scale) = expression::read_unit(cursor, &self.units)?;
        Ok((Type::Amount(unit), scale))
    }

    /// Resolves an expression that stands in a place and has a type.
    ///
    /// # Errors
    /// Every problem in it.
    pub fn resolve(
        &mut self,
        expression: &Expression,
        place: Place,
        ty: Option<&Type>,
    ) -> Result<Typed, Vec<Problem>> {
        let typed = typed::resolve(expression, self)?;
        if let Some(ty) = ty {
            typed::expect_type(&typed, ty).map_err(|p| vec![p])?;
        }
        let mut problems = Vec::new();
        typed.walk(&mut |part| {
            if let Node::Input(input) = part.node
                && let Some(problem) = self.misplaced(self.inputs[input as usize], place, part.span)
            {
                problems.push(problem);
            }
        });
        problems.extend(too_large(&typed, typed.span));
        if problems.is_empty() {
            Ok(typed)
        } else {
            Err(problems)
        }
    }

    /// Resolves an expression for one member of an attribute, whose name then means that member.
    ///
    /// # Errors
    /// Every problem in it.
    pub fn resolve_for(
        &mut self,
        expression: &Expression,
        place: Place,
        ty: Option<&Type>,
        bound: (usize, usize),
    ) -> Result<Typed, Vec<Problem>> {
        self.bound = Some(bound);
        let result = self.resolve(expression, place, ty);
        self.bound = None;
        result
    }

    fn misplaced(&self, input: Input, place: Place, span: Span) -> Option<Problem> {
        let (is_person, is_date, is_system, what) = match input {
            Input::Draw(_) => (false, false, false, String::new()),
            Input::Attribute(i) => (
                true,
                false,
                false,
                format!("a person's {}", self.attributes[i].name),
            ),
            Input::Arrived | Input::Entered => (true, true, false, "a person's dates".into()),
            Input::Signal(_) => (false, false, true, "a signal".into()),
            Input::GateIsOpen(_) | Input::GateDaysOpen(_) => (false, false, true, "a gate".into()),
            Input::Stock(_) | Input::Series(_) | Input::Flow(_) | Input::FlowTotal(_) => {
                (false, false, true, "a count".into())
            }
            Input::FlowOver { .. } => (false, false, true, "a count".into()),
        };
        let is_allowed = match place {
            Place::Time => !is_person && !is_system,
            Place::Attributes => !is_date && !is_system,
            Place::System => !is_person,
            Place::Person => true,
        };
        if is_allowed {
            return None;
        }
        let help = match place {
            Place::Time => "only dates, tables, parameters and assumptions can be read here",
            Place::Attributes => "only dates, tables, assumptions and attributes can be read here",
            Place::System | Place::Person => "nobody in particular stands here",
        };
        let message = format!("this depends on {what}, which is not known here");
        Some(Problem::error("L022", span, message).help(help))
    }
}

/// A word with its article: `an agreement`, `a stage`.
pub fn with_article(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {word}")
}

/// A key by which inputs are ordered.
fn input_key(input: Input) -> (u8, usize, u32) {
    match input {
        Input::Draw(i) => (0, i, 0),
        Input::Attribute(i) => (1, i, 0),
        Input::Arrived => (2, 0, 0),
        Input::Entered => (3, 0, 0),
        Input::Signal(i) => (4, i, 0),
        Input::GateIsOpen(i) => (5, i, 0),
        Input::GateDaysOpen(i) => (6, i, 0),
        Input::Stock(i) => (7, i, 0),
        Input::Series(i) => (8, i, 0),
        Input::Flow(i) => (9, i, 0),
        Input::FlowTotal(i) => (10, i, 0),
        Input::FlowOver { flow, ticks } => (11, flow, ticks),
    }
}

/// The problem that an expression has too many parts, if it has.
pub(super) fn too_large(typed: &Typed, span: Span) -> Option<Problem> {
    let mut n = 0;
    typed.walk(&mut |_| n += 1);
    let message = "this expression is too large once its rules are written out";
    let help = format!("it has {n} parts, and may have {LARGEST_EXPRESSION}");
    (n > LARGEST_EXPRESSION).then(|| Problem::error("L021", span, message).help(help))
}

/// Reads `NAME`, leaving the cursor after it.
///
/// # Errors
/// Where the head begins with no name.
pub fn head_name<'a>(
    declaration: &'a Declaration,
    cursor: &mut Cursor<'a>,
) -> Result<(&'a str, Span), Problem> {
    let (name, span) = cursor.name()?;
    let is_plain = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !is_plain {
        let message = format!(
            "`{name}` is no name for {}",
            with_article(&declaration.keyword)
        );
        return Err(Problem::error("L031", span, message)
            .help("names are lower-case letters, digits and `_`"));
    }
    Ok((name, span))
}

#[cfg(test)]
mod tests {
    use wayleave_rules::typed::Scope;

    use super::*;

    #[test]
    fn an_input_too_many_is_told() {
        let mut names = Names {
            flows: vec![Unit::none()],
            ..Names::default()
        };
        names
            .declare("f", Named::Flow(0), Span::default())
            .expect("the first name");
        for days in 1..=MOST_INPUTS {
            names
                .over("f", days as f64, Span::default())
                .expect("few enough");
        }
        assert_eq!(
            names.over("f", 7.0, Span::default()).map(|t| t.node),
            Ok(Node::Input(6))
        );
        let problem = names.total("f", Span::default()).expect_err("one too many");
        assert_eq!(problem.code, "L036");
    }
}
