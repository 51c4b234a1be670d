//! `presstime serve`: what is put into responses, who is answered, and the program itself over a socket.

mod desk;
mod events;
mod hostile;
mod hosts;
mod inject;
mod paths;
mod photos;
mod responses;
mod soak;
