/** Bars over time, drawn by uPlot; the same numbers stand in a table behind a button. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { t } from "~/core/i18n";
import { theme } from "~/core/theme";

export interface Bar {
  /** What the axis and the table call it. */
  label: string;
  value: number;
  /** Written out: "12" or "540.00 €". */
  words: ComponentChildren;
}

interface ChartProps {
  title: string;
  /** Heads of the table's two columns. */
  columns: [string, string];
  bars: Bar[];
  empty: string;
  axis: (value: number) => string;
}

const HEIGHT = 240;
const AXIS_WIDTH = 60;
const LETTER_WIDTH = 7;

export function BarChart({ title, columns, bars, empty, axis }: ChartProps) {
  const [table, setTable] = useState(false);
  const id = useId();
  return (
    <section class="eh-card" aria-labelledby={id}>
      <div class="eh-card__head">
        <h2 id={id}>{title}</h2>
        {bars.length > 0 && <TableToggle on={table} toggle={() => setTable(!table)} title={title} />}
      </div>
      {bars.length === 0 && <p class="eh-muted">{empty}</p>}
      {bars.length > 0 && (table ? <NumberTable title={title} columns={columns} bars={bars} /> : <Canvas title={title} bars={bars} axis={axis} />)}
    </section>
  );
}

export const TableToggle = ({ on, toggle, title }: { on: boolean; toggle: () => void; title: string }) => (
  <button
    class="eh-button eh-button--quiet eh-button--small"
    type="button"
    aria-pressed={on}
    aria-label={t("{title}: show as a table", { title })}
    onClick={toggle}
  >
    {on ? t("Chart") : t("Table")}
  </button>
);

const NumberTable = ({ title, columns, bars }: Pick<ChartProps, "title" | "columns" | "bars">) => (
  <div class="eh-table-wrap app-chart-table" tabIndex={0} role="region" aria-label={title}>
    <table class="eh-table">
      <thead>
        <tr>
          <th scope="col">{columns[0]}</th>
          <th scope="col" class="eh-end">
            {columns[1]}
          </th>
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.label}>
            <td>{bar.label}</td>
            <td class="eh-end eh-number">{bar.words}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

function Canvas({ title, bars, axis }: Pick<ChartProps, "title" | "bars" | "axis">) {
  const element = useRef<HTMLDivElement>(null);
  const chosen = theme.value;
  useEffect(() => {
    const box = element.current;
    if (!box) return;
    const plot = new uPlot(optionsOf(box, bars, axis), dataOf(bars), box);
    const watch = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: HEIGHT }));
    watch.observe(box);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const redraw = (): void => plot.redraw(false, true);
    scheme.addEventListener("change", redraw);
    return () => {
      scheme.removeEventListener("change", redraw);
      watch.disconnect();
      plot.destroy();
    };
  }, [bars, chosen]);
  return <div ref={element} class="app-chart" role="img" aria-label={t("{title}, as bars. The button before shows the numbers.", { title })} />;
}

const dataOf = (bars: Bar[]): uPlot.AlignedData => [bars.map((_, index) => index), bars.map((bar) => bar.value)];

function optionsOf(box: HTMLElement, bars: Bar[], axis: (value: number) => string): uPlot.Options {
  const color = (name: string) => (): string => getComputedStyle(box).getPropertyValue(name).trim();
  const font = "12px system-ui, sans-serif";
  const grid = { stroke: color("--eh-border"), width: 1 };
  return {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [-0.6, Math.max(bars.length - 0.4, 4.6)] }, y: { range: (_plot, _min, max) => [0, niceTop(max)] } },
    axes: [
      {
        stroke: color("--eh-muted"),
        font,
        grid: { show: false },
        ticks: { show: false },
        size: 30,
        splits: () => labelled(bars, box.clientWidth),
        values: (_plot, splits) => splits.map((at) => bars[at]?.label ?? ""),
      },
      {
        stroke: color("--eh-muted"),
        font,
        grid,
        ticks: { show: false },
        size: AXIS_WIDTH,
        values: (_plot, splits) => splits.map((value) => (axis === String || Number.isInteger(value) ? axis(value) : "")),
      },
    ],
    series: [
      {},
      {
        fill: color("--eh-primary"),
        stroke: color("--eh-primary"),
        width: 0,
        points: { show: false },
        paths: uPlot.paths.bars?.({ size: [0.7, 48], radius: 0.2 }),
      },
    ],
  };
}

/** Room above the highest bar, and whole steps for small counts. */
const niceTop = (max: number): number => (max > 0 ? Math.max(Math.ceil(max * 1.1), 4) : 4);

/** As many labels as there is room for, evenly apart. */
function labelled(bars: Bar[], width: number): number[] {
  const longest = Math.max(...bars.map((bar) => bar.label.length));
  const room = Math.max(1, Math.floor((width - AXIS_WIDTH) / (longest * LETTER_WIDTH + 16)));
  const step = Math.max(1, Math.ceil(bars.length / room));
  return Array.from({ length: Math.ceil(bars.length / step) }, (_, index) => index * step);
}
