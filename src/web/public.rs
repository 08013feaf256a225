//! Pages before and around sign-in: the doors, first steps, help, and the check of certificates.

pub mod card;
pub mod consent;
pub mod door;
pub mod first_pin;
pub mod health;
pub mod help;
pub mod invitation;
pub mod login;
pub mod logout;
pub mod second_factor;
pub mod staff;
pub mod text_size;
pub mod verify;
