"""One module for each helpdesk; ``dragoman.adapter`` says what an adapter is."""
