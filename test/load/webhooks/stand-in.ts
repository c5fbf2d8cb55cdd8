// A process of its own that stands in for Stripe's API, with a shop's history of so many customers; prints its address.
import { openStripeApi, stripeHistory } from "@heliometer/revenue/testing";

const [customers = "1000", apiKey = ""] = process.argv.slice(2);
const lists = stripeHistory(Number(customers));
const api = await openStripeApi({ lists, apiKey });
const objects = Object.values(lists).reduce((sum, list) => sum + list.length, 0);
console.log(JSON.stringify({ address: api.address.href, objects }));
