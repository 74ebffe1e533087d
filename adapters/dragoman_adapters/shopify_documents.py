"""The GraphQL documents that we send to Shopify's Admin API; tests hold each against its schema."""

INSTALLATION = """query Installation {
  shop { name }
  currentAppInstallation { accessScopes { handle } }
}"""

SUBSCRIPTIONS = """query Subscriptions {
  webhookSubscriptions(first: 50, topics: [APP_UNINSTALLED]) { nodes { id uri } }
}"""

SUBSCRIBE = """mutation Subscribe(
  $topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!
) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) {
    webhookSubscription { id uri }
    userErrors { field message }
  }
}"""
