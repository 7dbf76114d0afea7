//! A model of the logarithms.

use crate::{Diagnosis, Error, Fitted, Forecast, Method, Series};

/// A model fitted to the logarithms of a series; forecasts and bands are carried back by `exp`, so the mean path is the
/// median on the series' own scale; log-likelihood and criterion are those of the values themselves, the variance that of their logarithms.
#[derive(Debug)]
pub struct Logged {
    inner: Box<dyn Fitted>,
    values: Vec<f64>,
}

impl Logged {
    /// Fits `method` to the logarithms.
    ///
    /// Errors: [`Error::NotPositive`], and those of the method.
    pub fn fit(method: &Method, series: &Series) -> Result<Self, Error> {
        if series.min() <= 0.0 {
            return Err(Error::NotPositive { method: "a model of logarithms".into(), smallest: series.min() });
        }
        let logs = series.like(series.values().iter().map(|v| v.ln()).collect())?;
        Ok(Self { inner: method.fit(&logs)?, values: series.values().to_vec() })
    }
}

impl Fitted for Logged {
    fn name(&self) -> String {
        format!("log {}", self.inner.name())
    }

    fn predict(&self, h: usize, levels: &[f64]) -> Result<Forecast, Error> {
        self.inner.predict(h, levels)?.map(|_, v| v.exp()).checked(&self.name())
    }

    fn update(&mut self, values: &[f64]) -> Result<(), Error> {
        if let Some(&smallest) = values.iter().find(|v| **v <= 0.0) {
            return Err(Error::NotPositive { method: self.name(), smallest });
        }
        let logs: Vec<f64> = values.iter().map(|v| v.ln()).collect();
        self.inner.update(&logs)?;
        self.values.extend_from_slice(values);
        Ok(())
    }

    fn diagnose(&self) -> Diagnosis {
        let inner = self.inner.diagnose();
        let fitted = inner.fitted.iter().map(|v| v.exp()).collect();
        let own = Diagnosis::from_fitted(&self.values, fitted, None);
        // The density of a value is that of its logarithm over the value.
        let jacobian: f64 = self.values.iter().filter(|v| !v.is_nan()).map(|v| v.ln()).sum();
        let (loglik, aicc) = (inner.loglik.map(|l| l - jacobian), inner.aicc.map(|a| a + 2.0 * jacobian));
        Diagnosis { fitted: own.fitted, residuals: own.residuals, loglik, aicc, ..inner }
    }
}
