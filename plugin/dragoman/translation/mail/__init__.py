"""What of a mail is new: quoted history and signatures are told apart from what its author wrote."""
