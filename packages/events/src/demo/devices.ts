import { type Draw, drawFrom } from "./random.ts";

/** What a visitor looks at the site with. */
export interface Device {
  readonly device: string;
  readonly browser: string;
  readonly os: string;
}

const DEVICES: readonly (Device & { readonly weight: number })[] = [
  { device: "desktop", browser: "Chrome", os: "Windows", weight: 21 },
  { device: "desktop", browser: "Chrome", os: "macOS", weight: 11 },
  { device: "desktop", browser: "Edge", os: "Windows", weight: 7 },
  { device: "desktop", browser: "Safari", os: "macOS", weight: 7 },
  { device: "desktop", browser: "Firefox", os: "Windows", weight: 4 },
  { device: "desktop", browser: "Firefox", os: "Linux", weight: 2.5 },
  { device: "desktop", browser: "Chrome", os: "Linux", weight: 2 },
  { device: "desktop", browser: "Firefox", os: "macOS", weight: 1.2 },
  { device: "desktop", browser: "Opera", os: "Windows", weight: 1 },
  { device: "desktop", browser: "Chrome", os: "ChromeOS", weight: 0.8 },
  { device: "mobile", browser: "Safari", os: "iOS", weight: 18 },
  { device: "mobile", browser: "Chrome", os: "Android", weight: 15 },
  { device: "mobile", browser: "Samsung Internet", os: "Android", weight: 3 },
  { device: "mobile", browser: "Chrome", os: "iOS", weight: 2 },
  { device: "mobile", browser: "Firefox", os: "Android", weight: 1 },
  { device: "tablet", browser: "Safari", os: "iOS", weight: 2.5 },
  { device: "tablet", browser: "Chrome", os: "Android", weight: 1 },
];

/** Draws a device with a browser and a system that exist together. */
export function drawDevices(): Draw<Device> {
  return drawFrom(DEVICES, ({ weight }) => weight);
}
