//! ARIMA with regressors whose future is known, as a model like any other.

use forecast::{Arima, ArimaFitted, AutoArima, Diagnosis, Error, Fitted, Forecast, Method, Regressors, Series};

use crate::Known;

/// The regressors over history and horizon end to end.
#[derive(Debug, Clone)]
pub(crate) struct Timeline {
    names: Vec<String>,
    columns: Vec<Vec<f64>>,
}

impl Timeline {
    /// Errors: [`Error::BadRegressors`] where past and future have other names.
    pub(crate) fn new(known: &Known) -> Result<Self, Error> {
        if known.past.names != known.future.names || known.past.columns.len() != known.future.columns.len() {
            let what = "the regressors of the history and those of the steps ahead have other names".into();
            return Err(Error::BadRegressors { what });
        }
        let join = |(past, future): (&Vec<f64>, &Vec<f64>)| past.iter().chain(future).copied().collect();
        let columns = known.past.columns.iter().zip(&known.future.columns).map(join).collect();
        Ok(Self { names: known.past.names.clone(), columns })
    }

    /// The columns at the times `from..to`.
    fn span(&self, from: usize, to: usize) -> Result<Regressors, Error> {
        let cut = |column: &Vec<f64>| column.get(from..to).map(<[f64]>::to_vec);
        match self.columns.iter().map(cut).collect::<Option<Vec<Vec<f64>>>>() {
            Some(columns) => Ok(Regressors { names: self.names.clone(), columns }),
            None => Err(Error::BadRegressors { what: format!("the regressors end before time {to}") }),
        }
    }

    /// Fits ARIMA with these regressors where the method has one: ARIMA itself, and `auto`, of which it is the part that can use them.
    ///
    /// `None` for other methods.
    pub(crate) fn fit(&self, method: &Method, series: &Series) -> Option<Result<Box<dyn Fitted>, Error>> {
        let past = || self.span(0, series.len());
        let fitted = match method {
            Method::Auto(_) => past().and_then(|x| AutoArima::default().fit_with(series, &x)),
            Method::AutoArima(arima) => past().and_then(|x| arima.fit_with(series, &x)),
            Method::Arima(Arima { order }) => past().and_then(|x| Arima { order: *order }.fit_with(series, &x)),
            _ => return None,
        };
        let wrap = |model| Box::new(Regressed { model, known: series.len(), timeline: self.clone() }) as Box<dyn Fitted>;
        Some(fitted.map(wrap))
    }
}

/// An ARIMA model that knows the future of its regressors.
#[derive(Debug)]
struct Regressed {
    model: ArimaFitted,
    known: usize,
    timeline: Timeline,
}

impl Fitted for Regressed {
    fn name(&self) -> String {
        self.model.name()
    }

    /// Errors also when the regressors end before the horizon ([`Error::BadRegressors`]).
    fn predict(&self, h: usize, levels: &[f64]) -> Result<Forecast, Error> {
        self.model.predict_with(h, levels, &self.timeline.span(self.known, self.known + h)?)
    }

    /// Refused, so that a backtest fits anew.
    fn update(&mut self, _values: &[f64]) -> Result<(), Error> {
        Err(Error::BadRegressors { what: "a model with regressors is fitted anew at each origin".into() })
    }

    fn diagnose(&self) -> Diagnosis {
        self.model.diagnose()
    }
}
