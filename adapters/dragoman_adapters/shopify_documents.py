"""The GraphQL documents that we send to Shopify's Admin API; tests hold each against its schema."""

_ORDER = """
fragment Shown on Order {
  name
  createdAt
  customerLocale
  shippingAddress { countryCodeV2 }
  displayFinancialStatus
  displayFulfillmentStatus
  totalPriceSet { presentmentMoney { amount currencyCode } }
  totalShippingPriceSet { presentmentMoney { amount currencyCode } }
  totalRefundedSet { presentmentMoney { amount currencyCode } }
  refunds(first: 10) { createdAt }
  lineItems(first: 20) { nodes { title quantity product { id } } }
  fulfillments(first: 5) {
    createdAt
    estimatedDeliveryAt
    deliveredAt
    trackingInfo(first: 3) { company number url }
  }
}"""

INSTALLATION = """query Installation {
  shop { name }
  currentAppInstallation { accessScopes { handle } }
}"""

POLICIES = """query Policies {
  shop { shopPolicies { id title body url } }
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

CUSTOMER = (
    """query Customer($id: ID!) {
  customer(id: $id) {
    locale
    orders(first: 3, sortKey: CREATED_AT, reverse: true) { nodes { ...Shown } }
  }
}
"""
    + _ORDER
)

ORDERS = (
    """query Orders($query: String!) {
  orders(first: 5, query: $query, sortKey: CREATED_AT, reverse: true) { nodes { email ...Shown } }
}
"""
    + _ORDER
)

_PRODUCT = """
fragment Sold on Product {
  id
  title
  productType
  description(truncateAt: 1000)
  onlineStoreUrl
  tracksInventory
  totalInventory
  options { name optionValues { name } }
  translations(locale: $locale) { key value }
  priceRangeV2 { minVariantPrice { amount currencyCode } }
}"""

PRODUCTS = (
    """query Products($query: String!, $locale: String!) {
  products(first: 20, query: $query, sortKey: RELEVANCE) { nodes { ...Sold } }
}
"""
    + _PRODUCT
)

PRODUCTS_BY_ID = (
    """query ProductsById($ids: [ID!]!, $locale: String!) {
  nodes(ids: $ids) { ...Sold }
}
"""
    + _PRODUCT
)
