//! What stands before a server that does all it is asked, and makes it fail.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Response, StatusCode, header};
use tokio::runtime::Runtime;

use super::mood::{Mood, Temper, Turn};
use super::serve;

/// It passes on what comes to its port, as far as its mood allows.
pub struct Front {
    pub port: u16,
    temper: Arc<Temper>,
    // Its threads end with it.
    _runtime: Runtime,
}

/// The server behind a front.
#[derive(Clone)]
pub struct Behind {
    /// Its port.
    pub port: u16,
    /// What requests must be authorised with, if the server itself asks nobody. Whoever has the address of an upload
    /// that has begun needs no more than that, as at Google's.
    pub authorization: Option<&'static str>,
    /// What it says to those who ask too often.
    pub too_often: StatusCode,
}

impl Front {
    pub fn before(server: Behind) -> Front {
        let temper = Arc::new(Temper::default());
        let state = temper.clone();
        let client = client();
        let app = axum::Router::new().fallback(move |request: Request| {
            answer(client.clone(), server.clone(), state.clone(), request)
        });
        let (port, runtime) = serve(app);
        Front {
            port,
            temper,
            _runtime: runtime,
        }
    }

    pub fn set(&self, mood: Mood) {
        self.temper.set(mood);
    }
}

/// An HTTP client.
pub fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

async fn answer(
    client: reqwest::Client,
    server: Behind,
    temper: Arc<Temper>,
    request: Request,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let given = head.headers.get(header::AUTHORIZATION);
    let goes_on = head
        .uri
        .query()
        .is_some_and(|query| query.contains("upload_id="));
    if let Some(wanted) = server.authorization
        && !goes_on
        && given.is_none_or(|given| given != wanted)
    {
        return status(StatusCode::UNAUTHORIZED);
    }
    match temper.turn(&head.method, head.uri.path()) {
        Turn::Do => {}
        Turn::Overloaded => return status(StatusCode::SERVICE_UNAVAILABLE),
        Turn::TooOften => return status(server.too_often),
        Turn::Denied => return status(StatusCode::FORBIDDEN),
        Turn::Hang => std::future::pending().await,
    }
    let asked = head
        .uri
        .path_and_query()
        .map_or("/", |asked| asked.as_str());
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let passed = client
        .request(
            head.method,
            format!("http://127.0.0.1:{}{asked}", server.port),
        )
        .headers(of_the_message(head.headers))
        .body(body)
        .send()
        .await
        .unwrap();
    let mut response = Response::new(Body::empty());
    *response.status_mut() = passed.status();
    *response.headers_mut() = of_the_message(passed.headers().clone());
    *response.body_mut() = Body::from(passed.bytes().await.unwrap());
    response
}

/// Without the headers that are about the connection alone.
fn of_the_message(mut headers: HeaderMap) -> HeaderMap {
    headers.remove(header::TRANSFER_ENCODING);
    headers.remove(header::CONNECTION);
    headers
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
