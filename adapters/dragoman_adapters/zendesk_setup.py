"""What a person does at Zendesk, step by step."""

SETUP = (
    "Admin Center > Apps and integrations > APIs > OAuth clients > Add: Client kind Confidential. Let an "
    "administrator add it, because Zendesk lets only administrators export the tickets that changed while "
    "Dragoman did not run. Its identifier is client_id, its secret client_secret.",
    "If the client shall act for another user than its owner: let that user open "
    "https://yourshop.zendesk.com/oauth/authorizations/new?response_type=code&client_id=CLIENT&"
    "redirect_uri=REDIRECT&scope=tickets:read%20tickets:write%20users:read, exchange the code within two "
    "minutes at /oauth/tokens (grant_type authorization_code), and give the refresh_token of the answer. "
    "Dragoman keeps those that follow; each ends the one before.",
    "Admin Center > Apps and integrations > Webhooks > Create: choose Zendesk events, “Ticket created” and "
    "“Comment added to ticket”. Endpoint URL {url}, request method POST, request format JSON, authentication "
    "None: the signature proves where deliveries come from.",
    "If your plan has no events: choose “Trigger or automation”, and let a trigger “Ticket is created, or "
    "Comment is present” notify the webhook with the JSON body "
    '{"ticket_id": "{{ticket.id}}", "updated_at": "{{ticket.updated_at_with_timestamp}}"}',
    "On the webhook's page choose Reveal secret: that is signing_secret.",
    "If a ticket field shall hold the shopper's language: Admin Center > Objects and rules > Tickets > "
    "Fields > Add field, kind Text; its Field ID is language_field.",
    "Tickets of Zendesk messaging get their notes here, but Zendesk does not promise that a public reply "
    "reaches the chat: connect the adapter sunshine for chats.",
)
