//! Listening on loopback and routing requests to the services and the control endpoint.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::faults::{Cutter, Wires, portal, watch};
use crate::national::Place;
use crate::world::{World, lock};
use crate::{Options, control, dns, endpoints, exchange, graph, identity, panel};

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("port {port} of 127.0.0.1 cannot be listened on")]
    Bind { port: u16, source: io::Error },
    #[error("no port of 127.0.0.1 is free for DNS")]
    Dns { source: io::Error },
}

#[derive(Debug)]
pub(crate) struct Server {
    port: u16,
    tasks: JoinSet<io::Result<()>>,
    stopping: CancellationToken,
    _guard: DropGuard,
}

impl Server {
    pub(crate) async fn start(options: &Options) -> Result<(Arc<World>, Self), StartError> {
        let bind = |source| StartError::Bind { port: options.port, source };
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await.map_err(bind)?;
        let port = v4.local_addr().map_err(bind)?.port();
        let v6 = TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await.ok();
        let dns = dns::Sockets::bind().await.map_err(|source| StartError::Dns { source })?;
        identity::prepare_keys();
        let world = Arc::new(World::new(format!("http://127.0.0.1:{port}"), dns.address, options));
        let stopping = world.stopping.clone();
        let mut tasks = JoinSet::new();
        for listener in [Some(v4), v6].into_iter().flatten() {
            let service = router(&world).into_make_service_with_connect_info::<Cutter>();
            let service = axum::serve(Wires(listener), service);
            let stop = stopping.clone().cancelled_owned();
            tasks.spawn(async move { service.with_graceful_shutdown(stop).await });
        }
        tasks.spawn(dns.serve(Arc::clone(&world)));
        let _guard = stopping.clone().drop_guard();
        Ok((world, Self { port, tasks, stopping, _guard }))
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) async fn stop(mut self) {
        self.stopping.cancel();
        // A peer that never finishes its request does not keep the cloud alive.
        let all = async { while self.tasks.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(Duration::from_secs(2), all).await;
    }
}

fn router(world: &Arc<World>) -> Router {
    let mut router = services(world)
        .merge(panel::routes(world))
        .merge(endpoints::routes(world))
        .nest("/practice/control", control::routes(world).with_state(Arc::clone(world)));
    for place in Place::NESTED {
        router = router.nest(place.prefix(), services(&Arc::new(world.at(place))));
    }
    router
        .route("/practice/portal", get(async || portal()))
        .layer(middleware::from_fn_with_state(Arc::clone(world), count))
}

/// What answers at one place.
fn services(world: &Arc<World>) -> Router {
    let identity = if world.place.has_sign_in() { identity::routes() } else { Router::new() };
    identity
        .nest("/v1.0", graph::routes())
        .nest("/beta", graph::beta())
        .nest("/adminapi/beta", exchange::routes(world))
        .nest("/adminapi/v2.0", exchange::second_routes(world))
        .layer(middleware::from_fn_with_state(Arc::clone(world), watch))
        .layer(middleware::from_fn_with_state(Arc::clone(world), graph::limit))
        .with_state(Arc::clone(world))
}

async fn count(State(world): State<Arc<World>>, request: Request, next: Next) -> Response {
    let line = format!("{} {}", request.method(), panel::without_parameters(request.uri().path()));
    *lock(&world.requests).entry(line).or_default() += 1;
    next.run(request).await
}
