"""Makes the database: a queue that takes mails from a folder, an agent, a user for Dragoman, a field."""

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from helpdesk.models import CustomField, Queue  # noqa: E402

call_command("migrate", verbosity=0)
call_command("loaddata", "emailtemplate.json", verbosity=0)
for name in ("dragoman", "rosa"):
    get_user_model().objects.create_user(name, f"{name}@shop.example", f"{name}-password", is_staff=True)
Queue.objects.create(
    slug="shop",
    title="Shop",
    email_address="shop@shop.example",
    allow_email_submission=True,
    email_box_type="local",
    email_box_interval=0,
    email_box_local_dir="inbox",  # of the folder that the helpdesk is started in
)
CustomField.objects.create(
    name="language", label="Language", data_type="varchar", max_length=20, required=False, staff_only=True
)
