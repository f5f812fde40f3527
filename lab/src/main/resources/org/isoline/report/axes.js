"use strict";
/* Logarithmic axes with ticks at round values. */

/* ECharts rounds the ticks of a logarithmic axis to ten decimals, and small budgets lie below
   that; compute is therefore drawn in this unit, and labelled in PFLOP/s-days. */
const COMPUTE_UNIT = 1e-15;

const superscript = exponent =>
  String(exponent).replace(/./g, c => c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]);

const isPowerOfTen = value => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-6;

function range(values) {
  const positive = values.filter(v => v > 0);
  return positive.length ? [Math.min(...positive), Math.max(...positive)] : [1, 10];
}

/* The next value outwards of the form digit times a power of ten. */
function rounded(value, round, tolerance) {
  const decade = 10 ** Math.floor(Math.log10(value));
  return round(value / decade + tolerance) * decade;
}

/* An axis labelled at powers of ten, at least two of them, with minor ticks at 2, 3, ... 9. */
function decades(values, name, unit, theme) {
  let [low, high] = range(values);
  low = rounded(low / 1.08, Math.floor, 1e-9);
  high = rounded(high * 1.08, Math.ceil, -1e-9);
  if (Math.floor(Math.log10(high) + 1e-9) - Math.ceil(Math.log10(low) - 1e-9) < 1) {
    low = 10 ** Math.floor(Math.log10(low) + 1e-9);
    high = 10 ** Math.ceil(Math.log10(high) - 1e-9);
  }
  return {
    type: "log", name, min: low / unit, max: high / unit,
    nameLocation: "middle", nameTextStyle: {color: theme.muted, fontSize: 12},
    axisLine: {show: true, onZero: false, lineStyle: {color: theme.muted}},
    axisTick: {show: true, length: 6, lineStyle: {color: theme.muted}},
    minorTick: {show: true, splitNumber: 9, length: 3, lineStyle: {color: theme.muted}},
    splitLine: {show: true, lineStyle: {color: theme.grid}},
    axisLabel: {
      color: theme.text, fontSize: 12, margin: 10,
      formatter: value =>
        isPowerOfTen(value * unit) ? "10" + superscript(Math.round(Math.log10(value * unit))) : ""
    }
  };
}

/* Round losses between two, as close as the pixels allow. */
function lossTicks(low, high, pixels) {
  const gap = (a, b) => Math.log(b / a) / Math.log(high / low) * pixels;
  for (const step of [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]) {
    const ticks = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high * (1 + 1e-9); k++) {
      ticks.push(k * step);
    }
    const last = ticks.length - 1;
    if (last < 1 || gap(ticks[last - 1], ticks[last]) >= 30) {
      return ticks.map(tick => ({value: tick, text: tick.toFixed(step < 0.1 ? 2 : step < 1 ? 1 : 0)}));
    }
  }
  return [low, high].map(value => ({value, text: value.toPrecision(2)}));
}

/* A logarithmic loss axis spans less than a decade, where ECharts has no ticks of its own; mark
   lines at round losses serve as its grid and carry its labels. They lie at z = 5, so whatever is
   drawn must lie above. */
function losses(values, name, pixels, theme) {
  const [low, high] = range(values);
  const pad = Math.max((high / low) ** 0.05, 1.01);
  const min = low / pad, max = high * pad;
  const grid = {
    type: "scatter", data: [], silent: true,
    markLine: {
      silent: true, symbol: "none", animation: false,
      lineStyle: {color: theme.grid, width: 1, type: "solid"},
      label: {show: true, position: "start", distance: 6, color: theme.text, fontSize: 12,
        formatter: mark => mark.name},
      data: lossTicks(min, max, pixels).map(tick => ({yAxis: tick.value, name: tick.text}))
    }
  };
  const axis = {
    type: "log", name, min, max, nameLocation: "middle", nameGap: 40,
    nameTextStyle: {color: theme.muted, fontSize: 12},
    axisLine: {show: true, onZero: false, lineStyle: {color: theme.muted}},
    axisTick: {show: false}, axisLabel: {show: false}, splitLine: {show: false}
  };
  return {axis, grid};
}
