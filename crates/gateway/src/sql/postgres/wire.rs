//! A connection on which every question has an end: a server that is frozen answers nothing and closes nothing either.

use std::{future::Future, pin::Pin, time::Duration};

use tokio::{
    runtime::{Builder, Runtime},
    time::timeout,
};
use tokio_postgres::{Client, Error};

/// What carries questions and answers while one is waited for.
type Carrier = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Failed {
    /// The server's words, or the connection's end.
    Told(Error),
    /// The server said nothing for so long.
    Silent(Duration),
    /// This machine cannot wait for a network.
    Machine(std::io::Error),
}

/// One connection, used by one thread at a time and by no asynchronous task.
pub(super) struct Wire {
    runtime: Runtime,
    client: Client,
    carrier: Carrier,
}

impl Wire {
    /// Connects, greeting included, within `patience`.
    pub(super) fn new(
        patience: Duration,
        connecting: impl Future<Output = Result<(Client, Carrier), Error>>,
    ) -> Result<Self, Failed> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(Failed::Machine)?;
        let connected = runtime.block_on(async { timeout(patience, connecting).await });
        let (client, carrier) = connected.map_err(|_| Failed::Silent(patience))?.map_err(Failed::Told)?;
        Ok(Self { runtime, client, carrier })
    }

    /// Asks, and waits for the answer. Without one the connection is of no use any more.
    pub(super) fn ask<T>(
        &mut self,
        patience: Duration,
        question: impl AsyncFnOnce(&Client) -> Result<T, Error>,
    ) -> Result<T, Failed> {
        let Self { runtime, client, carrier } = self;
        runtime.block_on(async {
            tokio::select! {
                biased;
                Err(ended) = carrier => Err(Failed::Told(ended)),
                answered = timeout(patience, question(client)) => match answered {
                    Ok(answer) => answer.map_err(Failed::Told),
                    Err(_) => Err(Failed::Silent(patience)),
                },
            }
        })
    }

    /// Whether its end was seen.
    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }
}
