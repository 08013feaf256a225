//! The limit: actix-web that answers every address with the same bytes from memory.

use super::support::process::{Server, free_port};
use actix_web::{App, HttpResponse, HttpServer, web};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs it: port, file with the body, content encoding (`identity` for none).
pub fn serve(arguments: &[String]) -> anyhow::Result<()> {
    let [port, file, encoding] = arguments else { anyhow::bail!("bare PORT FILE ENCODING") };
    let body = web::Bytes::from(fs::read(file)?);
    let (port, encoding) = (port.parse::<u16>()?, encoding.clone());
    let answer = move || {
        let (body, encoding) = (body.clone(), encoding.clone());
        async move {
            let mut response = HttpResponse::Ok();
            response.content_type("text/html; charset=utf-8");
            if encoding != "identity" {
                response.insert_header(("content-encoding", encoding));
            }
            response.body(body)
        }
    };
    let workers = std::thread::available_parallelism()?.get();
    let server = HttpServer::new(move || App::new().default_service(web::route().to(answer.clone())));
    let server = server.workers(workers).disable_signals().bind(("127.0.0.1", port))?;
    Ok(actix_web::rt::System::new().block_on(server.run())?)
}

/// Starts it as a process of its own, with as many workers as the product takes.
pub fn start(file: &Path, encoding: &str) -> Server {
    let port = free_port();
    let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
    command.arg("bare").arg(port.to_string()).arg(file).arg(encoding);
    Server::spawn(command, port)
}
