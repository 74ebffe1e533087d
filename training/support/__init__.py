"""What shoppers and shops write to each other, made of templates and slots, in both languages."""
