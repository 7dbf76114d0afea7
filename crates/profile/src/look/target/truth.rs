//! The target, row by row of the sample.

use super::super::{Column, Facts};

/// Classes beyond this many are no question of classes.
const CLASSES_MAX: usize = 100;

/// What a model would learn.
#[derive(Debug, Clone)]
pub(super) enum Truth {
    /// Classes, the commonest first, and the class of each row.
    Classes(Vec<String>, Vec<Option<u32>>),
    /// A number.
    Number(Vec<Option<f64>>),
}

impl Truth {
    /// Reads it, or says why there is nothing to learn.
    pub(super) fn of(facts: &Facts, column: &Column) -> Result<Self, String> {
        use super::super::Meaning;
        match column.meaning {
            Meaning::Flag | Meaning::Category => Self::classes(facts, column),
            Meaning::Count | Meaning::Rate | Meaning::Amount => {
                facts.sample.numbers(&column.name).map(Self::Number).ok_or_else(|| "it holds no numbers".to_owned())
            }
            Meaning::Empty => Err("it holds no value at all".to_owned()),
            Meaning::Constant => Err("it holds one value only".to_owned()),
            Meaning::Key | Meaning::Id => Err("it names rows".to_owned()),
            Meaning::Date => Err("it holds dates".to_owned()),
            Meaning::Text => Err("it holds free texts".to_owned()),
        }
    }

    fn classes(facts: &Facts, column: &Column) -> Result<Self, String> {
        let found = facts.sample.levels(&column.name).ok_or_else(|| "it holds no levels".to_owned())?;
        if found.names.len() > CLASSES_MAX {
            return Err(format!("it has more than {CLASSES_MAX} classes"));
        }
        let mut sizes = vec![0_usize; found.names.len()];
        found.codes.iter().flatten().for_each(|code| sizes[*code as usize] += 1);
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.sort_by(|&a, &b| sizes[b].cmp(&sizes[a]).then_with(|| found.names[a].cmp(&found.names[b])));
        let mut place = vec![0; sizes.len()];
        order.iter().enumerate().for_each(|(at, &code)| place[code] = at as u32);
        let names = order.iter().map(|&code| found.names[code].clone()).collect();
        Ok(Self::Classes(names, found.codes.iter().map(|code| Some(place[(*code)? as usize])).collect()))
    }

    /// Whether each row has a target.
    pub(super) fn present(&self) -> Vec<bool> {
        match self {
            Self::Classes(_, codes) => codes.iter().map(Option::is_some).collect(),
            Self::Number(values) => values.iter().map(Option::is_some).collect(),
        }
    }
}
