import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { clock } from '../format';
import { dark } from '../theme';

export interface Line { label: string; colour: string; values: (number | null)[]; fill?: boolean }

const css = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A value between two gaps is no line: it is drawn as a point. */
function isolated(plot: uPlot, series: number): number[] | null {
  const values = plot.data[series]!;
  const found = [...values.keys()].filter(i => values[i] != null && values[i - 1] == null && values[i + 1] == null);
  return found.length > 0 ? found : null;
}

/** Lines over time. What they say in figures stands beside it, so that nobody needs to see the picture. */
export function Chart({ times, lines, unit, label }: { times: number[]; lines: Line[]; unit: string; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const shape = lines.map(line => line.label + line.colour).join() + dark.value;

  useEffect(() => {
    const element = box.current!;
    const axis = { stroke: css('--faint'), grid: { stroke: css('--rule'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    plot.current = new uPlot({
      width: element.clientWidth || 400,
      height: 150,
      padding: [8, 4, 0, 0],
      cursor: { y: false, points: { size: 5 } },
      legend: { live: true },
      scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] } },
      axes: [{ ...axis, size: 24, space: 70, values: (_, marks) => marks.map(mark => clock(mark * 1000).slice(0, 5)) }, { ...axis, size: 44, values: (_, marks) => marks.map(mark => (mark >= 10_000 ? `${mark / 1000}k` : `${mark}`)) }],
      series: [
        { value: (_, at) => (at === null ? '–' : clock(at * 1000)) },
        ...lines.map(line => ({
          label: line.label,
          stroke: css(line.colour),
          width: 1.5,
          ...(line.fill ? { fill: css(line.colour) + '22' } : {}),
          points: { show: () => false, size: 4, filter: isolated },
          value: (_: uPlot, value: number | null) => (value === null ? '–' : `${Math.round(value * 10) / 10} ${unit}`),
        })),
      ],
    }, [times, ...lines.map(line => line.values)] as uPlot.AlignedData, element);
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: 150 }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [shape]);

  useEffect(() => { plot.current?.setData([times, ...lines.map(line => line.values)] as uPlot.AlignedData); }, [times, lines]);

  return <div class="chart" ref={box} role="img" aria-label={label} />;
}
