//! Aliases: names that stand for a version of a registered model, such as `champion`.

use std::collections::BTreeMap;

use crate::check;
use crate::error::{Error, Result};
use crate::ledger::{Batch, Ledger};
use crate::limits::MODEL_NAME_CHARS_MAX;
use crate::store::{Select, Store, Table};
use crate::version::ModelVersion;
use crate::{model, version};

impl Ledger {
    /// Makes an alias stand for a version; whatever it stood for before stays in the chain.
    ///
    /// # Errors
    /// [`Error::BadName`] for characters other than letters, digits, `_` and `-`, and for the reserved names
    /// `latest` and `v1`, `v2`, ...; [`Error::NotFound`].
    pub fn set_alias(&self, model: &str, alias: &str, version: u32) -> Result<()> {
        self.batch(|batch| batch.set_alias(model, alias, version))
    }

    /// Removes an alias.
    pub fn remove_alias(&self, model: &str, alias: &str) -> Result<()> {
        self.batch(|batch| batch.remove_alias(model, alias))
    }

    /// The version that an alias stands for.
    pub fn version_by_alias(&self, model: &str, alias: &str) -> Result<ModelVersion> {
        let version = self.read(|store| {
            let aliases = of_model(store, model::number_of(store, model)?)?;
            aliases.get(alias).copied().ok_or_else(|| Error::not_found("alias", alias))
        })?;
        self.version(model, version)
    }
}

impl Batch<'_> {
    /// See [`Ledger::set_alias`].
    pub fn set_alias(&mut self, model: &str, alias: &str, version: u32) -> Result<()> {
        check_alias(alias)?;
        version::number_of(self.journal.store(), model, version)?;
        self.append_alias(model, alias, Some(version))
    }

    /// See [`Ledger::remove_alias`].
    pub fn remove_alias(&mut self, model: &str, alias: &str) -> Result<()> {
        let number = model::number_of(self.journal.store(), model)?;
        if !of_model(self.journal.store(), number)?.contains_key(alias) {
            return Err(Error::not_found("alias", alias));
        }
        self.append_alias(model, alias, None)
    }

    fn append_alias(&mut self, model: &str, alias: &str, version: Option<u32>) -> Result<()> {
        let number = model::number_of(self.journal.store(), model)?;
        self.journal.append(Table::Aliases, None, &[number.into(), alias.into(), version.map(i64::from).into()])?;
        Ok(())
    }
}

fn check_alias(alias: &str) -> Result<()> {
    check::name("alias", alias, MODEL_NAME_CHARS_MAX)?;
    let bad = |why| Err(Error::BadName { what: "alias", text: alias.to_owned(), why });
    if !alias.chars().all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '-') {
        return bad("has characters other than letters, digits, _ and -");
    }
    let number = alias.strip_prefix(['v', 'V']).filter(|rest| !rest.is_empty());
    if alias.eq_ignore_ascii_case("latest") || number.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit())) {
        return bad("is reserved");
    }
    Ok(())
}

pub(crate) fn of_model(store: &dyn Store, model: i64) -> Result<BTreeMap<String, u32>> {
    let mut aliases = BTreeMap::new();
    for row in store.select(&Select::from(Table::Aliases).equal("model", model))? {
        let alias = row.text(1)?;
        match row.int_or_null(2)? {
            Some(version) => {
                let version = u32::try_from(version).map_err(|_| row.damaged(2, "is out of range"))?;
                aliases.insert(alias, version);
            }
            None => drop(aliases.remove(&alias)),
        }
    }
    Ok(aliases)
}
