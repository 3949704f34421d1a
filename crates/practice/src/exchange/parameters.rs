//! The parameters of the cmdlets that read recipients.

use serde_json::{Map, Value};

use super::error::ExchangeError;
use crate::tenant::Entry;

/// Without `-ResultSize` a cmdlet returns the first 1,000 and a warning
/// (learn.microsoft.com, "Get-Mailbox", parameter ResultSize).
pub(super) const DEFAULT_RESULT_SIZE: usize = 1000;

#[derive(Debug)]
pub(super) struct Parameters {
    /// None for `Unlimited`.
    pub result_size: Option<usize>,
    /// Whether `-ResultSize` was given.
    pub sized: bool,
    details: Vec<String>,
    identity: Option<String>,
}

impl Parameters {
    /// The second interface takes fewer.
    pub(super) fn parse(given: &Map<String, Value>, first: bool) -> Result<Self, ExchangeError> {
        let mut parameters =
            Self { result_size: Some(DEFAULT_RESULT_SIZE), sized: false, details: Vec::new(), identity: None };
        for (name, value) in given {
            match name.to_ascii_lowercase().as_str() {
                "resultsize" => {
                    parameters.sized = true;
                    parameters.result_size = result_size(value)?;
                }
                "recipienttypedetails" if first => parameters.details = texts(value),
                "includegrantsendonbehalftowithdisplaynames" if !first => {}
                "identity" => parameters.identity = value.as_str().map(str::to_owned),
                _ => {
                    let text = format!("A parameter cannot be found that matches parameter name '{name}'.");
                    return Err(ExchangeError::bad_request(
                        "System.Management.Automation.ParameterBindingException",
                        text,
                    ));
                }
            }
        }
        Ok(parameters)
    }

    pub(super) fn admits(&self, entry: &Entry) -> bool {
        let Some((_, details)) = entry.kind.recipient_type() else {
            return false;
        };
        let wanted = self.details.is_empty() || self.details.iter().any(|wanted| wanted.eq_ignore_ascii_case(details));
        wanted && self.identity.as_deref().is_none_or(|identity| entry.is_called(identity))
    }
}

fn result_size(value: &Value) -> Result<Option<usize>, ExchangeError> {
    match value {
        Value::String(text) if text.eq_ignore_ascii_case("unlimited") => Ok(None),
        Value::String(text) => text.parse().map(Some).map_err(|_| bad_size(value)),
        Value::Number(number) => {
            number.as_u64().and_then(|n| usize::try_from(n).ok()).map(Some).ok_or_else(|| bad_size(value))
        }
        _ => Err(bad_size(value)),
    }
}

fn bad_size(value: &Value) -> ExchangeError {
    let text = format!("Cannot bind parameter 'ResultSize'. Cannot convert value {value}.");
    ExchangeError::bad_request("System.Management.Automation.ParameterBindingException", text)
}

/// One text, several separated by commas, or a list of them.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => text.split(',').map(|text| text.trim().to_owned()).collect(),
        Value::Array(list) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}
