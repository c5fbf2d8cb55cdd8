import type { EChartsType } from "echarts/core";
import type { EChartsOption, LineSeriesOption } from "echarts/types/dist/echarts";

/** One line or two over the same buckets. */
export interface Drawing {
  /** Names of the buckets, in order. */
  labels: readonly string[];
  /** Null where there is no value. */
  main: readonly (number | null)[];
  /** Drawn thin behind the first; empty where there is only one. */
  second: readonly (number | null)[];
  /** Whether the last bucket is not over: its piece of the lines is dashed. */
  unfinished: boolean;
  /** What the pointer reads over each bucket; empty for a drawing without. */
  hints: readonly string[];
  formatAxis: (value: number) => string;
}

/** Pixels of the drawing's own coordinates; the page scales it. */
export interface Size {
  width: number;
  height: number;
  className: string;
}

const FONT_SIZE_PX = 12;
const LABEL_GAP_PX = 4;
const VALUE_LINES = 3;

/**
 * Draws to SVG markup without styles, scripts or ids of foreign origin: colours are variables of the stylesheet.
 * The library is loaded with the first chart, as one file: its separate modules take five times as long and three times
 * the memory.
 */
export async function drawChart(drawing: Drawing, sizes: readonly Size[]): Promise<string[]> {
  const { default: echarts } = await import("echarts/dist/echarts.common.min");
  return sizes.map((size) => {
    const { width, height } = size;
    const chart: EChartsType = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
    try {
      chart.setOption(optionFor(drawing));
      return cleanMarkup(chart.renderToSVGString(), size, hintMarkup(chart, drawing, size));
    } finally {
      // An open chart keeps a timer alive.
      chart.dispose();
    }
  });
}

function optionFor({ labels, main, second, unfinished, formatAxis }: Drawing): EChartsOption {
  const label = { color: "var(--quiet)", fontSize: FONT_SIZE_PX };
  return {
    animation: false,
    silent: true,
    grid: { left: 2, right: 2, top: 10, bottom: 2, containLabel: true },
    xAxis: {
      type: "category",
      data: [...labels],
      boundaryGap: false,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: "var(--line)" } },
      axisLabel: {
        ...label,
        alignMinLabel: "left",
        alignMaxLabel: "right",
        hideOverlap: true,
        textMargin: LABEL_GAP_PX,
      },
    },
    yAxis: {
      type: "value",
      splitNumber: VALUE_LINES,
      // Half a visitor is none.
      minInterval: 1,
      axisLabel: { ...label, formatter: formatAxis },
      splitLine: { lineStyle: { color: "var(--line)" } },
    },
    series: [
      ...lines(second, false, { color: "var(--series-second)", width: 1.5 }),
      ...lines(main, unfinished, { color: "var(--series-main)", width: 2.25, area: "var(--tint)" }),
    ],
  };
}

interface Stroke {
  color: string;
  width: number;
  area?: string;
}

/** One line, its last piece apart when that is not over yet. */
function lines(
  values: readonly (number | null)[],
  unfinished: boolean,
  { color, width, area }: Stroke,
): LineSeriesOption[] {
  if (values.length === 0) return [];
  const isSplit = unfinished && values.length > 1;
  const line = (data: readonly (number | null)[], type: "solid" | "dashed"): LineSeriesOption => ({
    type: "line",
    data: [...data],
    silent: true,
    showSymbol: values.length === 1,
    symbolSize: 6,
    itemStyle: { color },
    lineStyle: { color, width, type },
    ...(area ? { areaStyle: { color: area, opacity: 0.6 } } : {}),
  });
  if (!isSplit) return [line(values, "solid")];
  const last = values.length - 1;
  return [
    line(values.slice(0, last), "solid"),
    line(
      values.map((value, index) => (index < last - 1 ? null : value)),
      "dashed",
    ),
  ];
}

/** A band over each bucket that says its values when the pointer rests there. */
function hintMarkup(chart: EChartsType, { hints }: Drawing, { height }: Size): string {
  if (hints.length < 2) return "";
  const centers = hints.map((_, index) => Number(chart.convertToPixel({ xAxisIndex: 0 }, index)));
  const half = ((centers[1] ?? 0) - (centers[0] ?? 0)) / 2;
  const bands = hints.map((hint, index) => {
    const x = ((centers[index] ?? 0) - half).toFixed(1);
    return `<rect x="${x}" y="0" width="${(half * 2).toFixed(1)}" height="${height}"><title>${escapeText(hint)}</title></rect>`;
  });
  return `<g class="hints">${bands.join("")}</g>`;
}

/** Takes away what a strict content policy refuses or the page does not need, and sets our own class. */
function cleanMarkup(markup: string, { width, height, className }: Size, extra: string): string {
  return markup
    .replace(
      /<svg\b[^>]*>/,
      `<svg class="${className}" viewBox="0 0 ${width} ${height}" aria-hidden="true" focusable="false">`,
    )
    .replace(/<style\b[\s\S]*?<\/style>/g, "")
    .replace(/ (?:style|class)="[^"]*"/g, (attribute) => (attribute === ` class="${className}"` ? attribute : ""))
    .replace(/\n+/g, "")
    .replace("</svg>", `${extra}</svg>`);
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
