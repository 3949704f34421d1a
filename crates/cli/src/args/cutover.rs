//! Arguments of the cut-over guard.

use clap::Args;

/// What is looked up, and what a person says beforehand.
#[derive(Debug, Args)]
pub struct CheckArguments {
    pub name: String,
    /// Only this domain, without Exchange
    #[arg(long)]
    pub domain: Option<String>,
    /// The gateway's mail exchangers, each as PREFERENCE:HOST; says anew what the gateway is called
    #[arg(long, value_name = "PREFERENCE:HOST,…", value_delimiter = ',', value_parser = exchanger)]
    pub mx: Vec<(u16, String)>,
    /// How SPF names the gateway, such as include:spf.gateway.example
    #[arg(long, requires = "mx")]
    pub spf: Option<String>,
    /// Host that takes outgoing mail
    #[arg(long, value_name = "HOST", requires = "mx")]
    pub smarthost: Option<String>,
    /// Addresses and ranges that the gateway delivers from
    #[arg(long, value_name = "RANGE,…", value_delimiter = ',', requires = "mx")]
    pub addresses: Vec<String>,
}

fn exchanger(text: &str) -> Result<(u16, String), String> {
    let (preference, host) = text.split_once(':').ok_or("write it as 10:mx.gateway.example")?;
    let preference = preference.trim().parse().map_err(|_| "the preference is a number from 0 to 65535")?;
    Ok((preference, host.trim().to_owned()))
}
