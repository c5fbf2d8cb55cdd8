export { readFacts } from "./facts.ts";
export { openStripeApi } from "./provider-api.ts";
export { stripeHistory } from "./shop-history.ts";
export { signedByPaddle, signedByStripe, stripeEvent } from "./signed.ts";
export {
  stripeCharge,
  stripeCheckout,
  stripeCustomer,
  stripeDiscount,
  stripeDispute,
  stripeInvoice,
  stripeInvoiceLine,
  stripeInvoicePayment,
  stripeItem,
  stripeRefund,
  stripeSubscription,
} from "./stripe-objects.ts";
