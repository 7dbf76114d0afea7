//! What a training table teaches the encoder.

use super::curve::Curve;
use super::encoder::{DropReason, Encoder, Pooled};
use super::form::{Form, KNOTS, ranks};
use super::level::{BASE, Flat, Levels};
use super::number::{Factor, Number, Raw};
use super::slot::Slot;
use super::{EncodeSpec, Moments};
use crate::error::LearnError;
use crate::frame::{Column, Frame, MISSING};

/// The four groups of slots, in the order in which they stand in the design.
#[derive(Default)]
struct Slots {
    missing: Vec<Slot>,
    steps: Vec<Slot>,
    levels: Vec<Slot>,
    pairs: Vec<Slot>,
}

pub(super) fn learn(encoder: &mut Encoder, spec: &EncodeSpec, train: &Frame) -> Result<(), LearnError> {
    let known = |name: &String| train.column(name).is_some();
    let named = spec.forms.iter().map(|(name, _)| name).chain(spec.interactions.iter().flat_map(|(a, b)| [a, b]));
    if let Some(name) = named.into_iter().find(|name| !known(name)) {
        return Err(Form::unfit(name, "names of columns of the training table"));
    }
    let mut slots = Slots::default();
    for (source, column) in train.columns().iter().enumerate() {
        let form = spec.forms.iter().find(|(name, _)| name == column.name()).map(|(_, form)| form);
        match (column, form) {
            (_, Some(Form::Absent)) => {}
            (Column::Numeric { values, .. }, None | Some(Form::Straight | Form::Curved { .. })) => {
                number(encoder, &mut slots, source, values, form)?;
            }
            (Column::Numeric { name, .. }, _) => return Err(Form::unfit(name, "straight or curved: the column is numeric")),
            (Column::Category { codes, labels, .. }, None | Some(Form::OneHot { .. })) => {
                category(encoder, &mut slots, spec, source, (codes, labels), form)?;
            }
            (Column::Category { codes, labels, .. }, Some(Form::Steps { order })) => {
                steps(encoder, &mut slots, source, (codes, labels), order)?;
            }
            (Column::Category { codes, labels, .. }, Some(Form::Scores { order })) => {
                scores(encoder, &mut slots, source, (codes, labels), order)?;
            }
            (Column::Category { name, .. }, _) => {
                return Err(Form::unfit(name, "one-hot, steps or scores: the column is a category"));
            }
        }
    }
    for (a, b) in &spec.interactions {
        interaction(encoder, &mut slots, spec, train, [a, b]);
    }
    encoder.slots = [slots.missing, slots.steps, slots.levels, slots.pairs].into_iter().flatten().collect();
    Ok(())
}

fn number(
    encoder: &mut Encoder,
    slots: &mut Slots,
    source: usize,
    values: &[f64],
    form: Option<&Form>,
) -> Result<(), LearnError> {
    let name = encoder.source_name(source).to_owned();
    let Some(moments) = Moments::of(values) else {
        encoder.drop(name, DropReason::AllMissing);
        return Ok(());
    };
    if moments.count < values.len() {
        slots.missing.push(Slot::Missing { source, name: format!("{name} is missing"), labels: 0 });
    }
    if moments.sd == 0.0 {
        encoder.drop(name, DropReason::Constant);
        return Ok(());
    }
    encoder.numbers.push(Number { name: name.clone(), raw: Raw::Straight { source }, moments });
    let Some(&Form::Curved { knots }) = form else {
        return Ok(());
    };
    if !KNOTS.contains(&knots) {
        return Err(Form::unfit(&name, "curved with 3 to 7 knots"));
    }
    if let Some(curve) = Curve::of(values, knots) {
        let known = |x: f64| if x.is_nan() { moments.mean } else { x };
        for at in 0..curve.bends() {
            let bends: Vec<f64> = values.iter().map(|x| curve.bend(at, known(*x))).collect();
            let raw = Raw::Bend { source, fill: moments.mean, curve: curve.clone(), at };
            push(encoder, format!("{name} (bend {})", at + 1), raw, &bends);
        }
    }
    Ok(())
}

/// Takes in a numeric column of the design unless it is constant.
fn push(encoder: &mut Encoder, name: String, raw: Raw, values: &[f64]) {
    match Moments::of(values) {
        Some(moments) if moments.sd > 0.0 && moments.sd.is_finite() => encoder.numbers.push(Number { name, raw, moments }),
        _ => encoder.drop(name, DropReason::Constant),
    }
}

fn category(
    encoder: &mut Encoder,
    slots: &mut Slots,
    spec: &EncodeSpec,
    source: usize,
    (codes, labels): (&[u32], &[String]),
    form: Option<&Form>,
) -> Result<(), LearnError> {
    let name = encoder.source_name(source).to_owned();
    let base = match form {
        Some(Form::OneHot { base: Some(base) }) => Some(base.as_str()),
        _ => None,
    };
    match Levels::of(codes, labels, (spec.rare(codes.len()), spec.levels_max), base) {
        Err(Flat::Empty) => encoder.drop(name, DropReason::AllMissing),
        Err(Flat::Constant) => encoder.drop(name, DropReason::Constant),
        Err(Flat::RareOnly) => encoder.drop(name, DropReason::RareLabels),
        Ok(levels) => {
            if base.is_some_and(|base| base != levels.base) {
                return Err(Form::unfit(&name, "a base that is a label of the column and not rare"));
            }
            if levels.pooled > 0 {
                encoder.pooled.push(Pooled { column: name, labels: levels.pooled });
            }
            slots.levels.push(Slot::Levels { source, levels });
        }
    }
    Ok(())
}

/// Adds an indicator where labels are missing; `false`, and a note, where there is nothing to tell apart.
fn ordered(encoder: &mut Encoder, slots: &mut Slots, source: usize, codes: &[u32], labels: usize) -> bool {
    let name = encoder.source_name(source).to_owned();
    let mut present = codes.iter().filter(|code| **code != MISSING);
    let Some(first) = present.next() else {
        encoder.drop(name, DropReason::AllMissing);
        return false;
    };
    let constant = present.all(|code| code == first);
    if codes.contains(&MISSING) {
        slots.missing.push(Slot::Missing { source, name: format!("{name} is missing"), labels });
    }
    if constant {
        encoder.drop(name, DropReason::Constant);
    }
    !constant
}

fn steps(
    encoder: &mut Encoder,
    slots: &mut Slots,
    source: usize,
    (codes, labels): (&[u32], &[String]),
    order: &[String],
) -> Result<(), LearnError> {
    let ranks = ranks(encoder.source_name(source), labels, order)?;
    if !ordered(encoder, slots, source, codes, labels.len()) {
        return Ok(());
    }
    let mut rows = vec![0_usize; order.len()];
    codes.iter().filter(|code| **code != MISSING).for_each(|code| rows[ranks[*code as usize]] += 1);
    let usual = (0..rows.len()).rev().max_by_key(|rank| rows[*rank]).unwrap_or(0);
    let has_indicator = codes.contains(&MISSING);
    for (step, label) in order.iter().enumerate().skip(1) {
        // A cell that is missing, or a label that training did not have, is like the most frequent label, or has its indicator.
        let missing = !has_indicator && usual >= step;
        let on = ranks.iter().map(|rank| *rank >= step).chain([missing]).collect();
        let name = format!("{}>={label}", encoder.source_name(source));
        slots.steps.push(Slot::Step { source, name, on, missing });
    }
    Ok(())
}

fn scores(
    encoder: &mut Encoder,
    slots: &mut Slots,
    source: usize,
    (codes, labels): (&[u32], &[String]),
    order: &[String],
) -> Result<(), LearnError> {
    let name = encoder.source_name(source).to_owned();
    let ranks = ranks(&name, labels, order)?;
    if ordered(encoder, slots, source, codes, labels.len()) {
        let rank = |code: &u32| ranks.get(*code as usize).map_or(f64::NAN, |rank| *rank as f64);
        let values: Vec<f64> = codes.iter().map(rank).collect();
        push(encoder, name, Raw::Score { source, ranks }, &values);
    }
    Ok(())
}

/// One side of an interaction: a number, or the labels of a category.
enum Side {
    Number(Factor),
    Levels(usize, Levels),
}

fn side(encoder: &Encoder, slots: &Slots, name: &str) -> Option<Side> {
    let source = encoder.schema.columns().iter().position(|(other, _)| other == name)?;
    let straight = encoder.numbers.iter().find_map(|number| match &number.raw {
        Raw::Straight { source: own } if *own == source => Some((number.moments.mean, None)),
        Raw::Score { source: own, ranks } if *own == source => Some((number.moments.mean, Some(ranks.clone()))),
        _ => None,
    });
    if let Some((mean, ranks)) = straight {
        return Some(Side::Number(Factor::Centred { source, mean, ranks }));
    }
    slots.levels.iter().find_map(|slot| match slot {
        Slot::Levels { source: own, levels } if *own == source => Some(Side::Levels(source, levels.clone())),
        _ => None,
    })
}

/// A column that was dropped, or is coded in steps, has no interaction.
fn interaction(encoder: &mut Encoder, slots: &mut Slots, spec: &EncodeSpec, train: &Frame, [a, b]: [&String; 2]) {
    let (Some(left), Some(right)) = (side(encoder, slots, a), side(encoder, slots, b)) else {
        encoder.drop(format!("{a}:{b}"), DropReason::Constant);
        return;
    };
    match (left, right) {
        (Side::Number(left), Side::Number(right)) => product(encoder, train, format!("{a}:{b}"), Raw::Product(left, right)),
        (Side::Number(number), Side::Levels(source, levels)) => by_label(encoder, train, &number, (source, &levels), [a, b]),
        (Side::Levels(source, levels), Side::Number(number)) => by_label(encoder, train, &number, (source, &levels), [b, a]),
        (Side::Levels(one, left), Side::Levels(two, right)) => {
            slots.pairs.extend(pair(spec, train, [one, two], [left, right], [a, b]));
        }
    }
}

fn product(encoder: &mut Encoder, train: &Frame, name: String, raw: Raw) {
    let values = raw.values(train);
    push(encoder, name, raw, &values);
}

fn by_label(encoder: &mut Encoder, train: &Frame, number: &Factor, (source, levels): (usize, &Levels), [a, b]: [&String; 2]) {
    for (place, label) in (0..BASE).zip(&levels.names) {
        let (on, missing) = levels.on(place);
        let raw = Raw::Product(number.clone(), Factor::On { source, on, missing });
        product(encoder, train, format!("{a}:{b}={label}"), raw);
    }
}

fn pair(spec: &EncodeSpec, train: &Frame, sources: [usize; 2], levels: [Levels; 2], [a, b]: [&String; 2]) -> Option<Slot> {
    let names: Vec<String> = levels[0]
        .names
        .iter()
        .flat_map(|left| levels[1].names.iter().map(move |right| format!("{a}={left}:{b}={right}")))
        .collect();
    let mut slot = Slot::Pair { sources, levels: Box::new(levels), place: (0..BASE).take(names.len()).collect(), names };
    let mut rows = vec![0_usize; slot.width()];
    slot.places(train).into_iter().filter(|place| *place != BASE).for_each(|place| rows[place as usize] += 1);
    let rare = spec.rare(train.rows()).max(1);
    slot.retain(&rows.iter().map(|rows| *rows >= rare).collect::<Vec<bool>>());
    (slot.width() > 0).then_some(slot)
}
