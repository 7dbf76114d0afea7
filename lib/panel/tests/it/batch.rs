use forecast::{Error, Regressors};
use panel::{Known, Lags, Member, Outlook, Refusal, Spec, Step, failures, forecast, stream};

use crate::worlds::{members, plain, unit, wave};

fn on_threads(count: usize, members: &[Member], spec: &Spec) -> Vec<Outlook> {
    rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap().install(|| forecast(members, spec, &|| 0.0))
}

/// Bytes, not values: `{:?}` of an `f64` is exact.
fn bytes(outlooks: &[Outlook]) -> String {
    format!("{outlooks:?}")
}

#[test]
fn threads_change_no_byte() {
    let mut batch = members(45, 60, 12);
    batch.extend(members(44, 25, 4));
    batch.push(Member::new("missing", vec![f64::NAN; 5], 12));
    let spec = Spec { backtest_origins: 2, horizon: 4, ..Spec::default() };
    let one = bytes(&on_threads(1, &batch, &spec));
    assert!(one.contains("boosted lags"));
    for threads in [2, 4] {
        assert!(one == bytes(&on_threads(threads, &batch, &spec)), "{threads} threads");
    }
}

#[test]
fn outlooks_come_in_the_order_of_members_and_a_bad_one_stays_alone() {
    let good = members(5, 40, 4);
    let mut batch = good.clone();
    batch.insert(2, Member::new("nothing", vec![], 4));
    batch.insert(4, Member::new("too large", vec![1.0, 1e200], 4));
    let outlooks = forecast(&batch, &plain(), &|| 0.0);
    assert_eq!(outlooks.iter().map(|o| &o.id).collect::<Vec<_>>(), batch.iter().map(|m| &m.id).collect::<Vec<_>>());
    assert_eq!(outlooks[2].forecast, Err(Refusal::Method(Error::AllMissing)));
    let table = failures(&outlooks);
    assert_eq!(table.len(), 2);
    assert!(table.iter().all(|row| row.without_forecast && row.count == 1));
    // The others as if it had not been there.
    let alone = forecast(&good, &plain(), &|| 0.0);
    let kept: Vec<&Outlook> = outlooks.iter().filter(|o| o.forecast.is_ok()).collect();
    assert!(kept.iter().zip(&alone).all(|(a, b)| a.forecast == b.forecast && a.id == b.id));
    assert_eq!(kept.len(), alone.len());
}

#[test]
fn a_stream_is_lazy_and_gives_chunk_after_chunk() {
    let asked = std::cell::Cell::new(0);
    let chunks = (0..3).map(|k| {
        asked.set(asked.get() + 1);
        vec![Member::new(format!("c{k}"), wave(k, 30, 4), 4)]
    });
    let spec = plain();
    let mut outlooks = stream(chunks, &spec, &|| 0.0);
    assert_eq!(asked.get(), 0);
    assert_eq!(outlooks.next().unwrap()[0].id, "c0");
    assert_eq!(asked.get(), 1);
    assert_eq!(outlooks.flatten().map(|o| o.id).collect::<Vec<_>>(), ["c1", "c2"]);
}

#[test]
fn a_step_down_is_told_with_its_reason() {
    let spec = Spec { method: forecast::Method::parse("ets:MAM").unwrap(), ..plain() };
    let negative = Member::new("below", wave(1, 48, 12).iter().map(|v| v - 500.0).collect(), 12);
    let outlooks = forecast(&[negative], &spec, &|| 0.0);
    assert!(outlooks[0].forecast.is_ok());
    assert!(matches!(&outlooks[0].steps[..], [step] if matches!(step.reason, Refusal::Method(Error::NotPositive { .. }))));
    let table = failures(&outlooks);
    assert!(!table[0].without_forecast && table[0].hint.is_some());
}

/// SARIMA refuses a week of hours; the next rung knows seasons of that length.
#[test]
fn a_season_that_is_too_long_is_left_to_mstl() {
    let spec = Spec { method: forecast::Method::parse("arima:0,1,1,0,1,1").unwrap(), ..plain() };
    let outlooks = forecast(&[Member::new("hours", wave(2, 600, 168), 168)], &spec, &|| 0.0);
    assert!(matches!(outlooks[0].steps[..], [Step { reason: Refusal::Method(Error::PeriodTooLong { period: 168, .. }), .. }]));
    assert!(outlooks[0].model.starts_with("MSTL"), "{}", outlooks[0].model);
}

/// The mean of a demand that is mostly 0 must not be drawn towards its median by lags.
#[test]
fn intermittent_demand_takes_no_part_in_lags() {
    let rare =
        |seed: usize| (0..60).map(move |t| if unit(seed, t) < 0.25 { (1.0 + 9.0 * unit(seed, 500 + t)).floor() } else { 0.0 });
    let mut batch = members(45, 60, 12);
    batch.extend((0..45).map(|seed| Member::new(format!("rare {seed}"), rare(seed).collect(), 12)));
    let outlooks = forecast(&batch, &Spec { horizon: 4, ..Spec::default() }, &|| 0.0);
    assert!(outlooks[..45].iter().all(|o| o.model.contains("lags")));
    assert!(outlooks[45..].iter().all(|o| !o.model.contains("lags")));
}

#[test]
fn a_member_may_have_its_own_horizon_and_seconds() {
    let mut batch = members(3, 40, 4);
    batch[1].horizon = Some(11);
    let clock = std::sync::atomic::AtomicU64::new(0);
    let ticks = || clock.fetch_add(1, std::sync::atomic::Ordering::Relaxed) as f64;
    let outlooks = forecast(&batch, &plain(), &ticks);
    let horizons: Vec<usize> = outlooks.iter().map(|o| o.forecast.as_ref().unwrap().horizon()).collect();
    assert_eq!(horizons, [6, 11, 6]);
    assert!(outlooks.iter().all(|o| o.cpu_seconds > 0.0));
}

#[test]
fn regressors_with_a_future_move_the_forecast() {
    let n = 60;
    let x: Vec<f64> = (0..n + 6).map(|t| if unit(3, t) > 0.6 { 1.0 } else { 0.0 }).collect();
    let y: Vec<f64> = (0..n).map(|t| 50.0 + 30.0 * x[t] + unit(4, t)).collect();
    let columns = |part: &[f64]| Regressors { names: vec!["promotion".into()], columns: vec![part.to_vec()] };
    let known = Known { past: columns(&x[..n]), future: columns(&x[n..]) };
    let with = Member { known: Some(known), ..Member::new("with", y.clone(), 1) };
    let spec = Spec { method: forecast::Method::parse("arima").unwrap(), backtest_origins: 2, ..plain() };
    let outlook = &forecast(std::slice::from_ref(&with), &spec, &|| 0.0)[0];
    assert!(outlook.steps.is_empty(), "{:?}", outlook.steps);
    for (f, x) in outlook.forecast.as_ref().unwrap().mean.iter().zip(&x[n..]) {
        assert!((f - 50.5 - 30.0 * x).abs() < 1.0, "{f} {x}");
    }
    assert!(outlook.backtest.measures().unwrap().mae < 1.0);
    // A future that is too short is a named step down, not a crash.
    let mut short = with;
    short.known.as_mut().unwrap().future.columns[0].truncate(2);
    let outlook = &forecast(&[short], &spec, &|| 0.0)[0];
    assert!(outlook.steps[0].reason.to_string().contains("regressors end"));
}

#[test]
fn a_wrong_request_is_refused_once() {
    assert!(Spec { horizon: 0, ..plain() }.check().is_err());
    assert!(Spec { levels: vec![100.0], ..plain() }.check().is_err());
    assert!(Spec { backtest_origins: 1_000_000, ..plain() }.check().is_err());
    assert_eq!(Spec { lags: Lags::Always, ..plain() }.check(), Ok(()));
}
